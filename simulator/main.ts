import { loadSimulatorConfig } from '../config/simulator';
import { startSimulator } from './server';

async function main(): Promise<void> {
  const simulator = await startSimulator(loadSimulatorConfig());
  const stop = () => void simulator.close().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

void main();
