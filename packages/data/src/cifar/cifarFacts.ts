import type { Split } from '@convbench/spec';

/** Height and width of every image, in pixels. */
export const CIFAR_SIZE = 32;
export const PIXEL_BYTES = 3 * CIFAR_SIZE * CIFAR_SIZE;

/** A label of a record: its byte and the classes that it counts. */
export interface LabelFacts {
  readonly byte: number;
  readonly classes: readonly string[];
}

/** One of the two sets in the binary layout of their authors. */
export interface CifarFacts {
  /** Of the plugin. */
  readonly name: string;
  readonly title: string;
  /** Of the folder inside the archive. */
  readonly folder: string;
  readonly archive: { readonly name: string; readonly md5: string };
  /** Files of each split in their order, and how many records each of them has. */
  readonly files: Readonly<Record<Split, readonly string[]>>;
  readonly recordsPerFile: Readonly<Record<Split, number>>;
  /** The record's labels by name; they come first, one byte each, then the planes of red, green and blue. */
  readonly labels: Readonly<Record<string, LabelFacts>>;
}

export const recordBytes = ({ labels }: CifarFacts): number =>
  Object.keys(labels).length + PIXEL_BYTES;

export const CIFAR10: CifarFacts = {
  name: 'cifar10',
  title: 'CIFAR-10',
  folder: 'cifar-10-batches-bin',
  archive: { name: 'cifar-10-binary.tar.gz', md5: 'c32a1d4ab5d03f1284b67883e8d87530' },
  files: {
    train: [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`),
    test: ['test_batch.bin'],
  },
  recordsPerFile: { train: 10_000, test: 10_000 },
  labels: {
    class: {
      byte: 0,
      classes: 'airplane automobile bird cat deer dog frog horse ship truck'.split(' '),
    },
  },
};

export const CIFAR100: CifarFacts = {
  name: 'cifar100',
  title: 'CIFAR-100',
  folder: 'cifar-100-binary',
  archive: { name: 'cifar-100-binary.tar.gz', md5: '03b5dce01913d631647c71ecec9e9cb8' },
  files: { train: ['train.bin'], test: ['test.bin'] },
  recordsPerFile: { train: 50_000, test: 10_000 },
  labels: {
    coarse: {
      byte: 0,
      classes:
        `aquatic_mammals fish flowers food_containers fruit_and_vegetables household_electrical_devices
        household_furniture insects large_carnivores large_man-made_outdoor_things large_natural_outdoor_scenes
        large_omnivores_and_herbivores medium_mammals non-insect_invertebrates people reptiles small_mammals trees
        vehicles_1 vehicles_2`.split(/\s+/),
    },
    fine: {
      byte: 1,
      classes:
        `apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel
        can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin
        elephant flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster
        man maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck
        pine_tree plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk
        skyscraper snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone television tiger
        tractor train trout tulip turtle wardrobe whale willow_tree wolf woman worm`.split(/\s+/),
    },
  },
};

export const CIFAR_SETS: readonly CifarFacts[] = [CIFAR10, CIFAR100];
