/** @file Opens a model on a device, with every setting explicit. */
import type { Device } from '@convbench/spec';
import { isUserError, parseDevice, UserError } from '@convbench/spec/plain';
import type { InferenceSession } from 'onnxruntime-node';
import type { ExecutionProvider } from './executionProviders.js';
import { ROOM, type Runtime } from './runtime.js';

export interface CreateSessionOptions {
  /** As it was asked for, with its number. */
  readonly device: Device;
  readonly threads: number;
  readonly graphOptimizationLevel: 'disabled' | 'all';
  readonly enableMemPattern: boolean;
  readonly sessionConfiguration?: Readonly<Record<string, string>>;
  /** Let the CPU compute what the device has no kernel for. Default: no. */
  readonly allowCpuNodes?: boolean;
  /** Write a profile into a file whose path begins so; it is complete after `endProfiling`. */
  readonly profilePrefix?: string;
}

/** onnxruntime's types tell a path from bytes by overloads. */
function create(
  { InferenceSession }: Runtime,
  model: Uint8Array | string,
  options: InferenceSession.SessionOptions,
): Promise<InferenceSession> {
  return typeof model === 'string'
    ? InferenceSession.create(model, options)
    : InferenceSession.create(model, options);
}

/** Only errors: warnings of the runtime go to stderr and say nothing that a user can act on. */
const LOG_SEVERITY_ERROR = 3;

/**
 * @param model bytes, or the path of a file.
 * @throws UserError when the device does not work or cannot run an operator of the model.
 */
export async function createSession(
  runtime: Runtime,
  provider: ExecutionProvider,
  model: Uint8Array | string,
  options: CreateSessionOptions,
): Promise<InferenceSession> {
  try {
    return await create(runtime, model, {
      executionProviders: [executionProviderOption(provider, options.device)],
      // Counted by us: the runtime would count the machine's CPUs and pin threads to ones it may not use.
      intraOpNumThreads: options.threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: options.graphOptimizationLevel,
      enableMemPattern: options.enableMemPattern,
      logSeverityLevel: LOG_SEVERITY_ERROR,
      ...(options.profilePrefix !== undefined && {
        enableProfiling: true,
        profileFilePrefix: options.profilePrefix,
      }),
      extra: {
        session: {
          ...(options.allowCpuNodes === true ? {} : provider.sessionConfiguration),
          ...options.sessionConfiguration,
        },
      },
    });
  } catch (cause) {
    throw deviceError(provider, cause);
  }
}

function executionProviderOption(
  { device: name, isNumbered }: ExecutionProvider,
  device: Device,
): InferenceSession.ExecutionProviderConfig {
  return isNumbered ? { name, deviceId: visibleNumber(device) } : name;
}

/**
 * A number counts the GPUs that the process may see. One that was started for a cell sees its own GPU alone, which is
 * the first then.
 */
export function visibleNumber(
  device: Device,
  visible: string | undefined = process.env['CUDA_VISIBLE_DEVICES'],
): number {
  const { index = 0 } = parseDevice(device);
  return visible !== undefined && index >= visible.split(',').length ? 0 : index;
}

/** An error of onnxruntime, said as one of the device. */
export function deviceError(provider: ExecutionProvider, cause: unknown): UserError {
  if (isUserError(cause)) return cause;
  return new UserError(
    ROOM,
    `The device ${provider.device} (${provider.title}) cannot run the network: ${reasonOf(cause)}.`,
    provider.remedy,
    { cause },
  );
}

/** Whether opening failed only because the CPU would have to compute something. */
export function lacksKernels(cause: unknown): boolean {
  return /fallback to CPU EP has been explicitly disabled/.test(
    cause instanceof Error ? cause.message : String(cause),
  );
}

/** onnxruntime's message without its source location and failed condition, and without a full stop. */
export function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const [cudaFailure] = /\bCU[A-Z]+ failure \d+: .*?(?= ; |$)/.exec(message) ?? [];
  return (cudaFailure ?? message)
    .replace(/^\/\S+:\d+ .*? was false\. /s, '')
    .trim()
    .replace(/\.$/, '');
}
