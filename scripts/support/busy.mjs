// Keeps one CPU busy until it is killed, or its parent is gone.
process.on('disconnect', () => process.exit());
function work() {
  for (const end = performance.now() + 50; performance.now() < end;);
  setImmediate(work);
}
work();
