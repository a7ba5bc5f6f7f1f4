import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * The projects one after the other, as the configuration lists them, so that a worker that has loaded the modules of one goes on with
 * its next file; within a project the longest file comes first, so that no worker is left with it at the end.
 */
export class ProjectSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const names = this.ctx.projects.map(({ name }) => name);
    const longestFirst = await super.sort(files);
    return names.flatMap((name) => longestFirst.filter(({ project }) => project.name === name));
  }
}
