export { atLeast, natsBinaries, natsBinaryFrom, type NatsBinary } from './nats.binary.ts';
export { startTestServer, type TestServer, type TestServerOptions } from './nats.server.ts';
export { chromiumPath, describeWith, type Capability } from './requires.ts';
