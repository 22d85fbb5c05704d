/** @file What CUDA for onnxruntime is taken from: wheels of the Python package index, used as archives of libraries. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder, type Bundle, type Wheel } from '@convbench/native';
import { ROOM } from '../runtime.js';

export const NPM_PACKAGE = 'onnxruntime-node';

/** Of the installed npm package. */
export interface InstalledPackage {
  readonly version: string;
  readonly folder: string;
  /** Of its native libraries. */
  readonly bin: string;
}

/** Undefined where it is not installed. */
export function installedPackage(
  folder: string | undefined = packageFolder(NPM_PACKAGE, import.meta.url),
): InstalledPackage | undefined {
  if (folder === undefined) return undefined;
  const manifest = readFileSync(join(folder, 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { readonly version: string };
  return { version, folder, bin: join(folder, 'bin', 'napi-v6', process.platform, process.arch) };
}

/** The version that the checksum below is of; exact in this plugin's manifest. */
export const KNOWN_VERSION = '1.30.0';

/** Holds the providers that the npm package lacks, built from the same source. Of any Python: only libraries are taken. */
const PROVIDERS: Wheel = {
  requirement: `onnxruntime-gpu==${KNOWN_VERSION}`,
  sha256: '4fbf0c5d7b5fb99266c2e8a802e3e64af68bdc383e0f3c7349b985f1087eedaa',
  bytes: 246_658_419,
};

/** Of CUDA 13.0, which the providers are compiled with; newer ones would ask for a newer driver. */
const CUDA_WHEELS: readonly Wheel[] = [
  {
    requirement: 'nvidia-cublas==13.1.0.3',
    sha256: 'ee8722c1f0145ab246bccb9e452153b5e0515fd094c3678df50b2a0888b8b171',
    bytes: 423_133_236,
  },
  {
    requirement: 'nvidia-curand==10.4.0.35',
    sha256: '1aee33a5da6e1db083fe2b90082def8915f30f3248d5896bcec36a579d941bfc',
    bytes: 59_544_258,
  },
  {
    requirement: 'nvidia-cuda-runtime==13.0.96',
    sha256: '7f82250d7782aa23b6cfe765ecc7db554bd3c2870c43f3d1821f1d18aebf0548',
    bytes: 2_243_632,
  },
  {
    requirement: 'nvidia-cuda-nvrtc==13.0.88',
    sha256: 'ad9b6d2ead2435f11cbb6868809d2adeeee302e9bb94bcf0539c7a40d80e8575',
    bytes: 90_215_200,
  },
  {
    requirement: 'nvidia-cudnn-cu13==9.28.1.4',
    sha256: 'a54f205b1db1f2895d99f398754db1369816f0569dd459731f925635cf7b65ec',
    bytes: 516_817_937,
  },
];

/** Measured; what stays of the wheels, with the copy of the npm package's own library. */
export const UNPACKED_BYTES = 2_150_000_000;

/** Libraries of the CUDA provider, of TensorRT's, and of CUDA; not a second build of onnxruntime without WebGPU. */
const KEEP: readonly RegExp[] = [
  /^onnxruntime\/capi\/libonnxruntime_providers_(cuda|shared|tensorrt)\.so$/,
  // `alt`: a second build of the compiler, for programs that ask for it.
  /^nvidia\/(?!.*\.alt\.).*\.so/,
];

/** Of the providers, the version is always that of the npm package: they share private interfaces. */
export function cudaBundle(version: string): Bundle {
  const providers =
    version === KNOWN_VERSION
      ? PROVIDERS
      : // Another version's checksum is the one that pip reads in the index.
        { requirement: `onnxruntime-gpu==${version}`, bytes: PROVIDERS.bytes };
  return {
    room: ROOM,
    title: `CUDA for onnxruntime ${version}`,
    wheels: [providers, ...CUDA_WHEELS],
    keep: KEEP,
  };
}
