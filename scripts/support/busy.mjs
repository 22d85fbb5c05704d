// Keeps one CPU busy until it is killed, or its parent is gone: all the time, or the given part of it in bursts.
process.on('disconnect', () => process.exit());
const part = Number(process.argv[2] ?? 1);
function work() {
  // Of changing length, so that no other process can fall into step with it.
  const burstMs = part < 1 ? 20 + 180 * Math.random() : 50;
  for (const end = performance.now() + burstMs; performance.now() < end;);
  if (part < 1) setTimeout(work, (burstMs * (1 - part)) / part);
  else setImmediate(work);
}
work();
