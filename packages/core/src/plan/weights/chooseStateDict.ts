import type { PytorchFile, StateDict } from '@convbench/formats';
import { UserError } from '@convbench/spec';
import type { NamedTensor } from './namedTensor.js';

/** Where checkpoints keep the weights that were trained, in the order in which they are looked for. */
const usualPlaces = [
  '',
  'state_dict',
  'model_state_dict',
  'model_state',
  'model',
  'net',
  'network',
];
/** Moving averages of them. */
const averages = /(^|[_.])ema($|[_.])/i;
/** State of optimizers: tensors that are no weights. */
const optimizer = /(^|\.)(optimizer|optim|scheduler|scaler|amp)/i;

/**
 * The weights of a PyTorch file. A checkpoint may hold several sets: the trained ones are taken before their moving
 * averages, the usual places before others, and that is said. Throws a `UserError` where that leaves several.
 */
export function chooseStateDict({ stateDicts }: PytorchFile): {
  readonly tensors: ReadonlyMap<string, NamedTensor>;
  readonly notes: readonly string[];
} {
  const sets = stateDicts.filter(({ place }) => !optimizer.test(place));
  const chosen = choose(sets);
  const others = sets.filter((each) => each !== chosen).map(({ place }) => placeText(place));
  const notes =
    others.length === 0
      ? []
      : [
          `Of several sets of weights in the file, ${placeText(chosen.place)} was taken; it also has ${others.join(', ')}.`,
        ];
  return { tensors: chosen.read(), notes };
}

const placeText = (place: string) => (place === '' ? 'the one at the top' : `'${place}'`);

function choose(sets: readonly StateDict[]): StateDict {
  for (const place of usualPlaces) {
    const found = sets.find((each) => each.place === place);
    if (found !== undefined) return found;
  }
  const plain = sets.filter(({ place }) => !averages.test(place));
  const [first, ...others] = plain.length > 0 ? plain : sets;
  if (first !== undefined && others.length === 0) return first;
  throw new UserError(
    'core',
    first === undefined
      ? 'It holds no weights, only the state of an optimizer.'
      : `It holds ${others.length + 1} sets of weights: ${[first, ...others].map(({ place }) => placeText(place)).join(', ')}.`,
    'Save one of them alone: torch.save(model.state_dict(), path).',
  );
}
