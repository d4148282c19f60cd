/** Processor time that `work` takes in this process, in milliseconds. Other programs on the machine do not count. */
export async function processorMs(work: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
