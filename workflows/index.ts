// What a worker runs. `stack-depth.ts` comes before them, by `worker/bundle/make.ts`.
export { CallbackWorkflow } from './callbacks';
export { HandoffWorkflow } from './handoff';
