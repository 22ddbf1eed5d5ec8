// `npm run bench`: how fast the product is, against the least that Temporal itself needs on the same server in the same run.
import { readOptions } from './options';
import { tables, type Results } from './report/table';
import { writeReport } from './report/write';
import { run } from './run';
import { startDev } from './servers/dev';
import { startOnPostgres } from './servers/postgres';

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) return;
  const say = (line: string) => console.log(line);
  const all: Results[] = [];
  for (const name of options.servers) {
    if (name !== 'dev' && name !== 'postgres') throw new Error(`--servers: dev or postgres, not ${name}`);
    const server = name === 'dev' ? await startDev() : await startOnPostgres(say);
    try {
      const results = await run(server, options, say);
      say(tables(results));
      all.push(results);
      // At once: the next server may not come to its end.
      if (!options.print) say(`Written: ${await writeReport(all)}`);
    } finally {
      await server.stop();
    }
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
