export { Coordinator, type CoordinatorOptions } from './coordinator.ts';
export { type CoordinatorConfig, initCoordinator, OPERATOR_FOLDER } from './server/init.ts';
export { type RunningCoordinator, serveCoordinator, type ServeOptions } from './server/serve.ts';
