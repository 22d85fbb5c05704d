import { elementCount, graphSha256, inferShapes, staticCost } from '@convbench/graph';
import { isUserError, recipeSchema } from '@convbench/spec';
import type { ArchitecturePlugin, Graph, Variant } from '@convbench/spec';
import { differentiate, totalSteps, warmupStepsOf } from '@convbench/train';
import { defaultStem } from '../plan/matrix/completeOptions.js';
import { fidelity } from '../plan/matrix/fidelity.js';
import { validateHeader } from '../plan/plugins/validateHeader.js';
import { thrownBy } from './framework.js';
import type { TestFramework } from './framework.js';

export interface TestArchitectureOptions {
  /** Sizes (px) that every variant must build at; default 224 and 32. */
  readonly inputSizes?: readonly number[];
}

/**
 * The conformance suite of an architecture: run it in a test file with the `describe`, `it` and `expect` of your
 * runner. It holds the plugin against the contract and against the figures that the plugin itself states.
 */
export function testArchitecture(
  plugin: ArchitecturePlugin,
  framework: TestFramework,
  options: TestArchitectureOptions = {},
): void {
  const { describe, it, expect } = framework;
  const { inputSizes = [224, 32] } = options;
  const build = ({ id }: Variant, given: Readonly<Record<string, unknown>>): Graph =>
    plugin.build(id, plugin.options.parse(given));

  describe(`architecture '${plugin.name}'`, () => {
    it('has a valid header', () => {
      validateHeader(plugin, plugin.name);
    });

    it('gives every variant an id and aliases of its own', () => {
      const ids = plugin.variants.flatMap(({ id, aliases = [] }) => [id, ...aliases]);
      expect(new Set(ids).size).toBe(ids.length);
    });

    it('completes the options that every architecture has', () => {
      const { classes, channels, inputSize, stem } = plugin.options.parse({});
      expect({ classes, channels, inputSize, stem }).toEqual({
        classes: 10,
        channels: 3,
        inputSize: 224,
        stem: 'imagenet',
      });
    });

    for (const variant of plugin.variants) {
      describe(variant.id, () => {
        for (const inputSize of inputSizes)
          it(`builds at ${inputSize} px, with logits [N, classes]`, () => {
            const stem = defaultStem(inputSize);
            const graph = build(variant, { inputSize, stem, classes: 7, channels: 1 });
            expect(graph.input.shape).toEqual(['N', 1, inputSize, inputSize]);
            expect(inferShapes(graph, 3).get(graph.outputs[0])).toEqual([3, 7]);
            const cost = staticCost(graph);
            expect(cost.macs).toBeGreaterThan(0);
            expect(cost.trainableParameters).toBeGreaterThan(0);
          });

        it('builds the same graph every time', () => {
          const given = { inputSize: inputSizes[0] };
          expect(graphSha256(build(variant, given))).toBe(graphSha256(build(variant, given)));
        });

        it('builds, or says what size it needs, at 1 px', async () => {
          const thrown = await thrownBy(() => build(variant, { inputSize: 1 }));
          expect(thrown === undefined || isUserError(thrown), String(thrown)).toBe(true);
        });

        it('refuses a variant that it does not have', async () => {
          const options = plugin.options.parse({ inputSize: inputSizes[0] });
          const thrown = await thrownBy(() => plugin.build(`no-${variant.id}`, options));
          expect(isUserError(thrown), String(thrown)).toBe(true);
        });

        it('can be trained: every trainable parameter gets a gradient', () => {
          const inputSize = inputSizes.at(-1) as number;
          const graph = build(variant, { inputSize, stem: defaultStem(inputSize) });
          const recipe = recipeSchema.parse(variant.recipe);
          const training = differentiate(graph, { batchSize: 2, optimizer: recipe.optimizer });
          const trainable = graph.parameters.filter(({ role }) => !role.startsWith('running'));
          expect(training.gradients.map(({ parameter }) => parameter).sort()).toEqual(
            trainable.map(({ name }) => name).sort(),
          );
        });

        const { pretrained } = plugin;
        if (pretrained !== undefined)
          it('comes with values for every parameter, or says that it has none', async () => {
            const options = plugin.options.parse({});
            const weights = await pretrained.call(plugin, variant.id, options);
            if (weights === undefined) return;
            const { sha256 } = weights;
            expect(/^[0-9a-f]{64}$/.test(sha256), `no SHA-256 in hex: ${sha256}`).toBe(true);
            const values = await weights.read();
            const wrong = plugin
              .build(variant.id, options)
              .parameters.filter(
                ({ name, shape }) => values.get(name)?.length !== elementCount(shape),
              );
            expect(wrong.map(({ name }) => name)).toEqual([]);
          });

        it('has a valid recipe', () => {
          const recipe = recipeSchema.parse(variant.recipe);
          const steps = totalSteps(recipe, 50_000);
          if (steps === undefined) return;
          const warmup = warmupStepsOf(recipe.schedule, {
            totalSteps: steps,
            stepsPerEpoch: 50_000 / recipe.batchSize,
          });
          expect(warmup, 'the warm-up is longer than the budget').toBeLessThan(steps + 1);
        });

        for (const [name, further] of Object.entries(variant.recipes ?? {}))
          it(`has a valid recipe '${name}'`, () => {
            expect(name === 'default', "'default' is that of `recipe`").toBe(false);
            expect(recipeSchema.safeParse(further).error?.message).toBe(undefined);
          });

        const withHeads = [variant.recipe, ...Object.values(variant.recipes ?? {})].some(
          ({ auxiliaryWeight }) => auxiliaryWeight !== undefined,
        );
        if (withHeads)
          for (const inputSize of inputSizes)
            it(`has auxiliary heads for its recipe at ${inputSize} px, and the same network before them`, () => {
              const given = plugin.options.parse({ inputSize, stem: defaultStem(inputSize) });
              const training = plugin.buildForTraining?.(variant.id, given);
              if (training === undefined) throw new Error('buildForTraining gives nothing.');
              const deployed = plugin.build(variant.id, given);
              expect(training.outputs.length).toBeGreaterThan(1);
              expect(training.outputs[0]).toBe(deployed.outputs[0]);
              const shapes = new Map(training.parameters.map(({ name, shape }) => [name, shape]));
              for (const { name, shape } of deployed.parameters)
                expect(shapes.get(name), name).toEqual(shape);
            });

        for (const figures of variant.published ?? [])
          it(`has the published figures of ${figures.source}`, () => {
            const { trainableParameters, macs } = fidelity(
              figures,
              staticCost(build(variant, figures.options)),
            );
            if (figures.difference !== undefined) return;
            for (const count of [trainableParameters, macs])
              if (count !== undefined && !count.agrees) expect(count.ours).toBe(count.published);
          });
      });
    }
  });
}
