/** A Temporal server that a benchmark runs on. */
export interface BenchServer {
  /** For the report. */
  title: string;
  address: string;
  namespace: string;
  pid: number;
  stop(): Promise<void>;
}
