import { doctor, probeBackend } from '@convbench/core';
import type { DoctorReport } from '@convbench/core';
import colors from 'picocolors';
import type { Context } from '../commands/command.js';
import type { DoctorFlags } from '../commands/doctor.js';
import { loadFlaggedPlugins } from '../matrix/loadFlaggedPlugins.js';
import { liveLine } from '../terminal/liveLine.js';
import { bytes } from '../terminal/numbers.js';
import { printJson } from '../terminal/output.js';
import { drawTable } from '../terminal/table.js';

/** Says what is on this machine and what is missing. */
export async function showDoctor(flags: DoctorFlags, { output }: Context): Promise<void> {
  const plugins = await loadFlaggedPlugins(flags);
  const line = liveLine(output);
  const facts = await doctor(plugins, {
    probe: probeBackend,
    onEvent: ({ message }) => line.update(`${message} ...`),
  }).finally(line.stop);
  if (flags.json === true) printJson(output, facts);
  else output.print(draw(facts));
}

const ok = colors.green('ok');
const missing = colors.red('missing');

function draw(facts: DoctorReport): string {
  const { host } = facts;
  const cores = host.physicalCores === null ? 'cores unknown' : `${host.physicalCores} cores`;
  return [
    `convbench ${facts.convbenchVersion}, Node ${host.nodeVersion}`,
    `${host.os}, ${host.kernel}${host.virtualMachine === true ? ', virtual machine' : ''}`,
    `${host.cpuModel}: ${cores}, ${host.logicalCores} threads, ${host.allowedCpus} allowed; ${bytes(host.memoryBytes)} memory`,
    ...host.gpus.map(
      (gpu) =>
        `GPU: ${gpu.model}${gpu.memoryBytes === null ? '' : ` with ${bytes(gpu.memoryBytes)}`}`,
    ),
    '',
    drawTable(
      [{ title: 'what' }, { title: 'state' }, { title: 'facts, or what mends it' }],
      [
        facts.cache.problem === undefined
          ? ['cache of weights and data', ok, facts.cache.path]
          : [
              'cache of weights and data',
              missing,
              `${facts.cache.problem.problem} ${facts.cache.problem.remedy}`,
            ],
        ...facts.backends.map(({ name, device, canTrain, availability }) =>
          availability.available
            ? [
                `backend ${name}:${device}`,
                ok,
                [
                  availability.engineVersion,
                  availability.deviceName,
                  canTrain ? 'can train' : 'cannot train',
                  availability.softwareAdapter === true
                    ? 'software adapter: never a performance result'
                    : undefined,
                ]
                  .filter((text) => text !== undefined)
                  .join(', '),
              ]
            : [
                `backend ${name}:${device}`,
                missing,
                `${availability.reason} ${availability.remedy}`,
              ],
        ),
        ...facts.datasets.map(({ name, status }) =>
          status.found
            ? [`data set ${name}`, ok, `${status.location} (${bytes(status.bytes)})`]
            : [`data set ${name}`, missing, `${status.reason} ${status.remedy}`],
        ),
      ],
    ),
  ].join('\n');
}
