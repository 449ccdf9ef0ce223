import { consilium, grpc } from '../gen/consilium.js';

/** Generated messages: `v1.Task` reads a decoded message, `v1.Task.$Properties` is what may be written. */
export type { consilium } from '../gen/consilium.js';
/** How the bytes of an update are to be read. */
export const UpdateEncoding: typeof consilium.v1.UpdateEncoding = consilium.v1.UpdateEncoding;
export type UpdateEncoding = consilium.v1.UpdateEncoding;
/** What a site does in an attempt. */
export const WorkKind: typeof consilium.v1.WorkKind = consilium.v1.WorkKind;
export type WorkKind = consilium.v1.WorkKind;
/** States of the standard health service. */
export const ServingStatus: typeof grpc.health.v1.HealthCheckResponse.ServingStatus =
  grpc.health.v1.HealthCheckResponse.ServingStatus;
export type { Access } from './access.ts';
export type { AnyMethod, MessageType, MessageWriter, Method, Service } from './method.ts';
export { isRole, type Role, ROLES } from './roles.ts';
export { healthService, joinService, researchService, siteService } from './services.ts';
export { checkVersions, PROTOCOL_VERSION, type WireVersion } from './version.ts';
