import { precisionSchema, z } from '@convbench/spec';
import type { BackendPlugin } from '@convbench/spec';

const settingSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('switch'), default: z.boolean() }),
    z.object({ kind: z.literal('number'), default: z.number() }),
    z.object({
      kind: z.literal('choice'),
      choices: z.array(z.string()).min(1),
      default: z.string(),
    }),
  ])
  .and(z.object({ name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/), description: z.string() }))
  .refine((setting) => setting.kind !== 'choice' || setting.choices.includes(setting.default), {
    error: 'the default is none of the choices',
  });

const deviceSchema = z.object({
  name: z.string().regex(/^[^\s:]+$/, { error: 'a name has no blanks and no colon' }),
  usesGpu: z.boolean(),
  precisions: z.array(precisionSchema).min(1),
  artefact: z.object({ name: z.string().min(1), batch: z.enum(['any', 'one']) }),
  sharesTurns: z.boolean(),
  numbered: z.literal(true).optional(),
  checkedAgainst: z.string().optional(),
  training: z.object({ relativeSpeed: z.number().positive().optional() }).optional(),
  settings: z.array(settingSchema).optional(),
});

const isFunction = z.custom<unknown>((value) => typeof value === 'function', {
  error: 'it is no function',
});

/** The members that a backend may leave out: what is claimed has to be whole. */
const backendSchema = z.object({
  devices: z.array(deviceSchema),
  environment: isFunction.optional(),
  training: z.object({ open: isFunction }).optional(),
  onnxFiles: z.object({ domains: z.array(z.string()).min(1) }).optional(),
  profile: z.object({ profile: isFunction }).optional(),
  setup: z
    .object({
      targets: z
        .array(
          z.object({
            name: z.string().min(1),
            title: z.string().min(1),
            devices: z.array(z.string()),
          }),
        )
        .min(1),
      options: z.array(z.object({ name: z.string().min(1), kind: z.enum(['text', 'switch']) })),
      plan: isFunction,
      run: isFunction,
    })
    .optional(),
  knownOutput: z
    .array(z.string().refine(isPattern, { error: 'it is no regular expression' }))
    .optional(),
});

function isPattern(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}

/** What a backend says of itself that cannot be so, in parts of a sentence. */
export function wrongInBackend(plugin: BackendPlugin): string[] {
  const read = backendSchema.safeParse(plugin);
  if (!read.success)
    return read.error.issues.map(
      ({ path, message }) => `${path.map(String).join('.')} (${message.replace(/\.$/, '')})`,
    );
  return contradictions(plugin);
}

function contradictions({ devices, training, setup }: BackendPlugin): string[] {
  const names = new Set(devices.map(({ name }) => name));
  const wrong: string[] = [];
  if (names.size < devices.length) wrong.push('two devices have the same name');
  for (const { name, checkedAgainst } of devices) {
    if (checkedAgainst === undefined) continue;
    if (checkedAgainst === name) wrong.push(`'${name}' is to be checked against itself`);
    if (!names.has(checkedAgainst))
      wrong.push(
        `'${name}' is to be checked against '${checkedAgainst}', which is none of its devices`,
      );
  }
  const trains = devices.filter((device) => device.training !== undefined);
  if (training === undefined && trains.length > 0)
    wrong.push(`the device '${trains[0]?.name ?? ''}' trains, and the backend has no \`training\``);
  if (training !== undefined && trains.length === 0)
    wrong.push('it has `training`, and none of its devices says so');
  for (const target of setup?.targets ?? [])
    for (const device of target.devices)
      if (!names.has(device))
        wrong.push(`the set-up '${target.name}' is for '${device}', which is none of its devices`);
  return wrong;
}
