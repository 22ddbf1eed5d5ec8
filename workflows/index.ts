export { CallbackWorkflow } from './callbacks';
export { HandoffWorkflow } from './handoff';
