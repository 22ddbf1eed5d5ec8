import { LOG_LEVELS, type LogLevel } from '../../config/logger';
import { dataDirectory, variable } from '../data-dir';

/** What `npm start` was told, with the defaults of design §4.1. */
export interface StartSettings {
  dataDir: string;
  apiPort: number;
  simulatorPort: number;
  examplePort: number;
  /** Set: a Temporal server that runs already, so no dev server. */
  temporalAddress: string | undefined;
  devServerPort: number;
  uiPort: number;
  publicUrl: string;
  /** Set by the person: then everything of this level and above is shown, else warnings and errors. */
  logLevel: LogLevel | undefined;
}

export class SettingError extends Error {
  override readonly name = 'SettingError';
}

/** @throws SettingError when a port is not a port */
export function readSettings(): StartSettings {
  const apiPort = port('PORT', 3000);
  return {
    dataDir: dataDirectory(),
    apiPort,
    simulatorPort: port('SIMULATOR_PORT', 4010),
    examplePort: port('EXAMPLE_PORT', 4020),
    temporalAddress: variable('TEMPORAL_ADDRESS'),
    devServerPort: port('TEMPORAL_DEV_PORT', 7233),
    uiPort: port('TEMPORAL_UI_PORT', 8233),
    publicUrl: (variable('PUBLIC_URL') ?? `http://localhost:${apiPort}`).replace(/\/+$/, ''),
    logLevel: logLevel(),
  };
}

function logLevel(): LogLevel | undefined {
  const asked = variable('LOG_LEVEL');
  const known = LOG_LEVELS.find((level) => level === asked);
  if (asked !== undefined && known === undefined) {
    throw new SettingError(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}, not "${asked}".`);
  }
  return known;
}

function port(name: string, fallback: number): number {
  const text = variable(name);
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65_535) {
    throw new SettingError(`${name} must be a port from 1 to 65535, not "${text}".`);
  }
  return value;
}
