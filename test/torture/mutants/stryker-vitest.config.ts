import { BaseSequencer, type TestSpecification } from "vitest/node";
import { defineConfig } from "vitest/config";

/** Examples before properties: most mutants fall to an example, in a millisecond. */
class ExamplesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isProperty = ({ moduleId }: TestSpecification): number => (moduleId.endsWith(".prop.test.ts") ? 1 : 0);
    return files.toSorted((one, other) => isProperty(one) - isProperty(other));
  }
}

/** The tests that Stryker runs against each of its mutants. */
export default defineConfig({
  test: {
    include: ["src/core/sync/*.test.ts", "src/core/policy/classify.test.ts"],
    setupFiles: ["test/torture/mutants/stryker-setup.ts"],
    env: { HIGHWIRE_PROPERTY_RUNS: "200" },
    isolate: false,
    sequence: { sequencer: ExamplesFirst },
  },
});
