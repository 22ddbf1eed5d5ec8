import { z } from 'zod';
import { ConfigError } from './env';
import { LOG_LEVELS, type LogLevel } from './logger';

/** What the simulator is told by its environment. */
export interface SimulatorConfig {
  port: number;
  dataDir: string;
  /** 60 makes the fifteen minutes of webhook retries fifteen seconds. */
  timeFactor: number;
  logLevel: LogLevel;
}

const schema = z.object({
  SIMULATOR_PORT: z.coerce.number().int().min(0).max(65_535).default(4010),
  SIMULATOR_TIME_FACTOR: z.coerce.number().positive().default(1),
  DATA_DIR: z.string().min(1).default('.data'),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
});

/** @throws ConfigError naming the variables that are wrong. */
export function loadSimulatorConfig(env: Record<string, string | undefined> = process.env): SimulatorConfig {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(set);
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
    );
  }
  const e = parsed.data;
  return {
    port: e.SIMULATOR_PORT,
    dataDir: e.DATA_DIR,
    timeFactor: e.SIMULATOR_TIME_FACTOR,
    logLevel: e.LOG_LEVEL,
  };
}
