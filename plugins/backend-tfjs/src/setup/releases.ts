/** @file What libtensorflow is taken from: wheels of the Python package index, used as archives of libraries. */
import type { Bundle, Wheel } from '@convbench/native';
import { UserError } from '@convbench/spec/plain';
import { ROOM } from '../engines.js';
import type { NativeLibrary } from '../runtime/native.js';

export type Kind = 'cpu' | 'gpu';

export const LIBRARY_OF: Readonly<Record<Kind, NativeLibrary>> = {
  cpu: 'tfjs-node',
  gpu: 'tfjs-node-gpu',
};

export interface Release extends Bundle {
  readonly version: string;
  readonly kind: Kind;
  /** What stays of the wheels, unpacked. */
  readonly unpackedBytes: number;
}

export const DEFAULT_VERSION = '2.21.0';

const CUDA_WHEELS: readonly Wheel[] = [
  {
    requirement: 'nvidia-cuda-runtime-cu12==12.9.79',
    sha256: '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3',
    bytes: 3_493_179,
  },
  {
    requirement: 'nvidia-cublas-cu12==12.9.3.13',
    sha256: 'd7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72',
    bytes: 581_217_458,
  },
  {
    requirement: 'nvidia-cufft-cu12==11.4.1.4',
    sha256: 'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28',
    bytes: 200_877_592,
  },
  {
    requirement: 'nvidia-cusolver-cu12==11.7.5.82',
    sha256: '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88',
    bytes: 338_117_415,
  },
  {
    requirement: 'nvidia-cusparse-cu12==12.5.10.65',
    sha256: '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78',
    bytes: 366_465_088,
  },
  {
    requirement: 'nvidia-nvjitlink-cu12==12.9.86',
    sha256: 'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9',
    bytes: 39_748_338,
  },
  {
    requirement: 'nvidia-cuda-nvrtc-cu12==12.9.86',
    sha256: '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4',
    bytes: 89_568_129,
  },
  {
    requirement: 'nvidia-cudnn-cu12==9.28.0.42',
    sha256: '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375',
    bytes: 716_538_495,
  },
];

/** Built for Python 3.11, which does not matter: only libraries and headers are taken out. */
const TENSORFLOW_WHEELS: Readonly<Record<Kind, Wheel>> = {
  cpu: {
    requirement: `tensorflow_cpu==${DEFAULT_VERSION}`,
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
    bytes: 273_829_956,
  },
  gpu: {
    requirement: `tensorflow==${DEFAULT_VERSION}`,
    sha256: '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
    bytes: 572_440_367,
  },
};

/** Libraries, and the headers of the C interface. */
const KEEP: readonly RegExp[] = [
  /^(tensorflow\/libtensorflow_|nvidia\/).*\.so/,
  /^tensorflow\/include\/.*(\/c\/|ctstring).*\.h$/,
];

const UNPACKED_BYTES: Readonly<Record<Kind, number>> = { cpu: 856_000_000, gpu: 4_700_000_000 };

/** The oldest whose headers and symbols the binding was compiled and run with. */
const OLDEST_MINOR = 15;

/** @throws UserError for what is no version, or one that the binding does not work with. */
export function releaseOf(kind: Kind, version: string = DEFAULT_VERSION): Release {
  const [, minor] = /^2\.(\d+)\.\d+$/.exec(version) ?? [];
  if (minor === undefined || Number(minor) < OLDEST_MINOR)
    throw new UserError(
      ROOM,
      `'${version}' is no version of TensorFlow that can be set up.`,
      `Give one from 2.${OLDEST_MINOR}.0 on, such as ${DEFAULT_VERSION}, or none.`,
    );
  const pinned = TENSORFLOW_WHEELS[kind];
  // Another version's checksum is the one that pip reads in the index.
  const tensorflow =
    version === DEFAULT_VERSION
      ? pinned
      : {
          requirement: pinned.requirement.replace(DEFAULT_VERSION, version),
          bytes: pinned.bytes,
        };
  return {
    room: ROOM,
    title: `libtensorflow ${version}`,
    version,
    kind,
    keep: KEEP,
    wheels: kind === 'cpu' ? [tensorflow] : [tensorflow, ...CUDA_WHEELS],
    unpackedBytes: UNPACKED_BYTES[kind],
  };
}
