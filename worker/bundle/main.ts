import { bundleWorkflows } from '.';

/** Makes the bundle ahead of the first start, as an image does, whose file system may be read-only later. */
bundleWorkflows().catch((thrown: unknown) => {
  process.stderr.write(`${String(thrown)}\n`);
  process.exitCode = 1;
});
