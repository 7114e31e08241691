export { startTestPostgres, type TestDatabase, type TestPostgres } from './postgres.server.ts';
