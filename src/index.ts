/** The public face of the package. */
export type { Catalog, CatalogSchema } from './catalog/catalog.ts';
export type { DataType, JsonObject, ScalarType } from './catalog/data-type.ts';
export { nearest } from './catalog/nearest.ts';
export { findProperty, type Property } from './catalog/property.ts';
export type {
  Column,
  ForeignKey,
  Procedure,
  ProcedureParameter,
  RequiredKey,
  Schema,
  Table,
} from './catalog/table.ts';
export { connect } from './driver/connect.ts';
export type {
  Connection,
  ConnectionEvent,
  ConnectOptions,
  PreparedStatement,
  Sources,
  TestReport,
} from './driver/connection.ts';
export { diagnose } from './driver/diagnosis/diagnose.ts';
export type { Check, Finding } from './driver/diagnosis/finding.ts';
export { type InteractionHost, nodeInteraction } from './driver/node-interaction.ts';
export { uniqueNames } from './driver/node-value.ts';
export {
  type ConnectionString,
  type ConnectionStringForm,
  formatConnectionString,
  type PropertyEntry,
  parseConnectionString,
} from './driver/options/connection-string.ts';
export { propertiesSchema } from './driver/options/properties-schema.ts';
export { isReference } from './driver/options/references.ts';
export { sourceNames, sourceProperties } from './driver/options/sources.ts';
export type { ParameterValues } from './driver/parameter-values.ts';
export type {
  ExplainedScan,
  Explanation,
  NodeValue,
  QueryOptions,
  QueryResult,
  ResultColumn,
  Row,
  RowStream,
  ScanStatistics,
  Statistics,
} from './driver/result.ts';
export { signInSentence } from './driver/sign-in-sentence.ts';
export {
  type AuthorizationRequest,
  openSignInSession,
  type SignInSession,
  type SignInVerbOptions,
} from './driver/sign-in-session.ts';
export {
  AuthorizationError,
  CancelledError,
  ConnectionError,
  DataError,
  DriverError,
  type ErrorFacts,
  type ErrorKind,
  type ErrorSource,
  InternalError,
  NotSupportedError,
  QueryError,
  type Reason,
  reasons,
  SourceError,
} from './errors.ts';
export type { Interaction } from './oauth/interaction.ts';
export type { Scheme } from './oauth/profile.ts';
export type { SignInStatus } from './oauth/sign-in.ts';
export type { Identity, RequestEvent, SourceEvent } from './spi/connector.ts';
export { splitStatements } from './sql/split.ts';
