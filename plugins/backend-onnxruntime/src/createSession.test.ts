import { UserError } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { createSession, deviceError, reasonOf, visibleNumber } from './createSession.js';
import { executionProvider } from './executionProviders.js';
import { loadRuntime } from './runtime.js';

const cpu = executionProvider('cpu');

describe('createSession', () => {
  it('says what the device cannot do, what to do about it, and keeps the cause', async () => {
    const session = createSession(await loadRuntime(), cpu, Uint8Array.of(1, 2, 3), {
      device: 'cpu',
      threads: 1,
      graphOptimizationLevel: 'all',
      enableMemPattern: true,
    });
    const error = await session.catch((cause: unknown) => cause as UserError);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      problem: expect.stringMatching(
        /^The device cpu \(CPUExecutionProvider\) cannot run the network: .*[^.]\.$/s,
      ),
      remedy: cpu.remedy,
      cause: expect.any(Error),
    });
  });
});

describe('deviceError', () => {
  it('passes a mistake of the user on', () => {
    const mistake = new UserError('graph', 'It is wrong.', 'Mend it.');
    expect(deviceError(cpu, mistake)).toBe(mistake);
  });
});

describe('reasonOf', () => {
  it('drops the place in the source of onnxruntime', () => {
    const message =
      '/src/webgpu_context.cc:136 Initialize(const Config&)::<lambda()> result.status == Success was false. No supported adapters.';
    expect(reasonOf(new Error(message))).toBe('No supported adapters');
    expect(reasonOf('something else')).toBe('something else');
    const cuda =
      '/src/cuda_call.cc:154 std::conditional_t<THRW, void> [with ERRTYPE = cudaError] CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version ; GPU=-1 ; hostname=vm ; expr=cudaSetDevice(info_.device_id);';
    expect(reasonOf(new Error(cuda))).toBe(
      'CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version',
    );
  });
});

describe('visibleNumber', () => {
  it('counts the GPUs that the process sees', () => {
    expect(visibleNumber('cuda', undefined)).toBe(0);
    expect(visibleNumber('cuda:1', undefined)).toBe(1);
    expect(visibleNumber('cuda:1', '4,5')).toBe(1);
    expect(visibleNumber('cuda:1', '5')).toBe(0);
  });
});
