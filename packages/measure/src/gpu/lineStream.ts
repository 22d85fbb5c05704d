import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface LineStreamOptions {
  readonly executable: string;
  /** Asked again before each start, for arguments that a failure has changed. */
  readonly args: () => readonly string[];
  /** Says whether the line is of use; lines that are not are remembered as the last words of the program. */
  readonly onLine: (line: string) => boolean;
  /** Without a useful line for so long it is killed and started again. */
  readonly hangMs: number;
  /** Starts in a row without a useful line after which it is given up. */
  readonly attempts: number;
  /** Pause before it is started again. */
  readonly restartMs: number;
}

export interface LineStream {
  /** Why there are no lines any more, when it has been given up. */
  readonly obstacle: string | undefined;
  readonly restarts: number;
  /** Kills the program; no line comes after. */
  stop(): void;
}

/**
 * Keeps a program running that writes a line at a time: starts it again when it ends or hangs, and gives it up when
 * it does so again and again without a useful line. Does not keep this process alive.
 */
export function startLineStream(options: LineStreamOptions): LineStream {
  const { executable, args, onLine, hangMs, attempts, restartMs } = options;
  let child: ChildProcess | undefined;
  let obstacle: string | undefined;
  let stopped = false;
  let restarts = 0;
  let fruitless = 0;
  let timer: NodeJS.Timeout | undefined;

  const later = (run: () => void, ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(run, ms);
    timer.unref();
  };

  const start = (): void => {
    if (stopped) return;
    let lastWords = '';
    let hung = false;
    let ended = false;
    const program = spawn(executable, args(), { stdio: ['ignore', 'pipe', 'pipe'] });
    child = program;
    program.unref();
    const watch = (): void => {
      later(() => {
        hung = true;
        program.kill('SIGKILL');
      }, hangMs);
    };
    const end = (how: string): void => {
      if (ended || stopped) return;
      ended = true;
      fruitless += 1;
      if (fruitless >= attempts) {
        clearTimeout(timer);
        const said = lastWords === '' ? '' : `: ${lastWords}`;
        obstacle = `${executable} ${hung ? `said nothing for ${hangMs / 1000} s` : how}${said}`;
        return;
      }
      restarts += 1;
      later(start, restartMs);
    };
    for (const stream of [program.stdout, program.stderr]) {
      // A child's pipe is a socket, whatever its type says.
      (stream as unknown as { unref?: () => void }).unref?.();
      createInterface({ input: stream }).on('line', (line) => {
        if (stopped || ended || line.trim() === '') return;
        if (stream === program.stdout && onLine(line)) {
          fruitless = 0;
          watch();
        } else lastWords = line.trim().slice(0, 200);
      });
    }
    program.on('error', (error) => {
      const { code } = error as NodeJS.ErrnoException;
      // What is not there will not come.
      if (code === 'ENOENT' || code === 'EACCES') fruitless = attempts;
      end(code === 'ENOENT' ? 'is not installed' : `cannot be started (${code ?? error.message})`);
    });
    // Not 'exit': what it wrote last may still be in the pipe.
    program.on('close', (exitCode, signal) => {
      end(signal === null ? `ended with code ${exitCode ?? 'unknown'}` : `was ended by ${signal}`);
    });
    watch();
  };
  start();

  return {
    get obstacle() {
      return obstacle;
    },
    get restarts() {
      return restarts;
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      child?.kill('SIGKILL');
    },
  };
}
