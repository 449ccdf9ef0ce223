export { Coordinator, type CoordinatorOptions } from './coordinator.ts';
export { initCoordinator, OPERATOR_FOLDER } from './server/init.ts';
export { serveCoordinator } from './server/serve.ts';
