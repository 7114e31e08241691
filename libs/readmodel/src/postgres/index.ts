export { checkAccess, closedDirectory } from './postgres.access.ts';
export { postgresAccount, type Account } from './postgres.account.ts';
export { postgresBinaries, type PostgresBinaries } from './postgres.binaries.ts';
export { PostgresFailure } from './postgres.failure.ts';
export { startPostgres, type PostgresOptions, type PostgresServer } from './postgres.server.ts';
