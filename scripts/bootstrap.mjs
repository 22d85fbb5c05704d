/**
 * Makes a checkout ready: dependencies, build, data set, and with --test libtensorflow. Needs nothing but Node and npm,
 * does only what is missing, installs no system package, and says nothing when nothing is missing.
 *
 *   node scripts/bootstrap.mjs [--test] [--no-data]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const OLDEST_NODE = [20, 19];
const root = fileURLToPath(new URL('..', import.meta.url));
const say = (line) => console.log(`[bootstrap] ${line}`);

/** A step without which nothing works. */
function fail(problem, remedy) {
  console.error(`[bootstrap] ${problem} ${remedy}`);
  process.exit(1);
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  fail(
    `convbench needs Node ${OLDEST_NODE.join('.')} or newer, this is ${process.versions.node}.`,
    'Install a newer one from https://nodejs.org.',
  );
}

/**
 * Whether node_modules is what the lock file asks for, by npm's own note of what it installed. Packages for other
 * platforms are optional and may be absent; development packages may not.
 */
function dependenciesAreInstalled() {
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  const locked = readPackages(join(root, 'package-lock.json'));
  if (!installed || !locked) return false;
  return Object.entries(locked).every(([path, wanted]) => {
    const found = installed[path];
    if (path === '' || (!found && wanted.optional)) return true;
    return (
      found !== undefined &&
      found.version === wanted.version &&
      found.integrity === wanted.integrity &&
      existsSync(join(root, path))
    );
  });
}

/** Undefined when the file is not there or damaged: npm ci then installs, or says what is wrong. */
function readPackages(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function installDependencies() {
  if (dependenciesAreInstalled()) return;
  say('installing dependencies (npm ci)');
  const { status, error } = spawnSync(
    'npm',
    ['ci', '--no-audit', '--no-fund', '--no-update-notifier'],
    {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    },
  );
  if (error)
    fail(`npm cannot be started: ${error.message}.`, 'Install npm, which comes with Node.');
  if (status !== 0) {
    fail(
      `npm ci failed with code ${status}; its messages stand above.`,
      'Mend what it names and run this again.',
    );
  }
}

function build() {
  runStep(
    [join('node_modules', 'typescript', 'bin', 'tsc'), '-b'],
    'The build (tsc -b) failed; the compiler names the lines above.',
    "Mend them, or remove every 'dist' folder if they make no sense.",
  );
  runStep(
    [join('scripts', 'bundle.mjs')],
    'The packages could not be bundled; the messages stand above.',
    'Mend what they name and run this again.',
  );
}

function runStep([script, ...flags], problem, remedy) {
  const { status } = spawnSync(process.execPath, [join(root, script), ...flags], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) fail(problem, remedy);
}

/** A missing data set stops nobody: tests that need it are skipped, and a run says what to do. */
async function provideData() {
  const { fashionMnist } = await import(
    pathToFileURL(join(root, 'packages', 'data', 'dist', 'index.js')).href
  );
  if ((await fashionMnist.check({})).found) return;
  say(`fetching ${fashionMnist.title}`);
  const progress = progressPrinter();
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  try {
    await fashionMnist.fetch({}, progress.show, interrupted.signal);
    progress.end();
    const status = await fashionMnist.check({});
    say(`${fashionMnist.title} is in ${status.location}`);
  } catch (error) {
    progress.end();
    if (interrupted.signal.aborted) process.exit(130);
    const reason = error.remedy ? `${error.problem} ${error.remedy}` : error.message;
    say(`going on without ${fashionMnist.title}. ${reason}`);
  }
}

/** One line per message; on a terminal it also counts, in place. */
function progressPrinter() {
  let shown = '';
  let open = false;
  const end = () => {
    if (open) process.stdout.write('\n');
    open = false;
  };
  const show = ({ message, doneBytes, totalBytes }) => {
    if (process.stdout.isTTY) {
      if (message !== shown) end();
      const total = totalBytes ? ` of ${megabytes(totalBytes)}` : '';
      const count = doneBytes ? `: ${megabytes(doneBytes)}${total}` : '';
      process.stdout.write(`\r[bootstrap] ${message}${count}\u001b[K`);
      open = true;
    } else if (message !== shown) {
      say(message);
    }
    shown = message;
  };
  return { show, end };
}

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function isOnPath(program) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .some((folder) => folder !== '' && existsSync(join(folder, program)));
}

/** Browser tests look for the same programs. Without one they are skipped: nothing here installs a system package. */
function reportBrowser() {
  const chosen = process.env.CONVBENCH_CHROMIUM;
  const skipped = (why) => say(`browser and WebGPU tests will be skipped: ${why}`);
  if (chosen) {
    if (!existsSync(chosen)) skipped(`CONVBENCH_CHROMIUM is '${chosen}', which is not there`);
  } else if (!BROWSERS.some(isOnPath)) {
    skipped('there is no Chromium; install it, or set CONVBENCH_CHROMIUM to its program');
  }
}

/** Tests on libtensorflow are skipped where it cannot be had, so this never fails. */
async function provideTensorflow() {
  const built = (room) => pathToFileURL(join(root, ...room.split('/'), 'dist', 'index.js')).href;
  const { loadPlugins, prepareSetup } = await import(built('packages/core'));
  const plugins = await loadPlugins({ specifiers: [], directory: root });
  const { target, plan, run } = await prepareSetup(plugins, { backend: 'tfjs', target: 'cpu' });
  if (plan.steps.length === 0) return;
  const size = plan.downloadBytes > 0 ? ` (downloads ${megabytes(plan.downloadBytes)})` : '';
  say(`setting up ${target.title} in ${plan.location}${size}`);
  const progress = progressPrinter();
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  try {
    const devices = await run(progress.show, interrupted.signal);
    progress.end();
    for (const { device, availability } of devices)
      if (!availability.available) say(`tfjs:${device} does not work: ${availability.reason}`);
  } catch (error) {
    progress.end();
    if (interrupted.signal.aborted) process.exit(130);
    const reason = error.remedy ? `${error.problem} ${error.remedy}` : error.message;
    say(`tests on libtensorflow will be skipped. ${reason}`);
  }
}

const KNOWN = ['--test', '--no-data'];
const flags = process.argv.slice(2);
const unknown = flags.find((flag) => !KNOWN.includes(flag));
if (unknown !== undefined) fail(`Unknown option '${unknown}'.`, `Valid: ${KNOWN.join(', ')}.`);

requireNode();
installDependencies();
build();
if (!flags.includes('--no-data')) await provideData();
if (flags.includes('--test')) {
  reportBrowser();
  await provideTensorflow();
}
