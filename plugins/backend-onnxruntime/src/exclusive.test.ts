import { describe, expect, it } from 'vitest';
import { Exclusive } from './exclusive.js';

describe('Exclusive', () => {
  it('runs one task at a time', async () => {
    const exclusive = new Exclusive('session');
    let finish = (): void => undefined;
    const first = exclusive.run(
      () => new Promise<number>((resolve) => (finish = () => resolve(1))),
    );
    await expect(exclusive.run(() => Promise.resolve(2))).rejects.toThrow(
      'This session is running: wait for the call before to end.',
    );
    await expect(exclusive.dispose(() => Promise.resolve())).rejects.toThrow('is running');
    finish();
    expect(await first).toBe(1);
    expect(await exclusive.run(() => Promise.resolve(3))).toBe(3);
  });

  it('is free again after a failure', async () => {
    const exclusive = new Exclusive('trainer');
    await expect(exclusive.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await exclusive.run(() => Promise.resolve(1))).toBe(1);
  });

  it('releases once and then refuses work', async () => {
    const exclusive = new Exclusive('session');
    let releases = 0;
    const release = async (): Promise<void> => void (releases += 1);
    await exclusive.dispose(release);
    await exclusive.dispose(release);
    expect(releases).toBe(1);
    await expect(exclusive.run(() => Promise.resolve())).rejects.toThrow('was disposed');
  });
});
