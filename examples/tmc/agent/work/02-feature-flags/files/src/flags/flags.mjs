/**
 * Every feature flag. `stage`: alpha is off and may go, beta is on, ga is on for good. `parent`: off when that one is.
 * `part`: the part of the server that it turns on or off.
 */
export const FLAGS = Object.freeze({
  TMC: { stage: 'beta', doc: 'Transparent multi-cluster as a whole.' },
  TMCControllers: { stage: 'beta', parent: 'TMC', part: 'controllers', doc: 'The controllers of workloads.' },
  TMCBinaries: { stage: 'beta', parent: 'TMC', part: 'binaries', doc: 'Syncer binaries of tenants.' },
  TMCExports: { stage: 'beta', parent: 'TMC', part: 'exports', doc: 'API exports and their bindings.' },
  TMCVirtual: { stage: 'beta', parent: 'TMCExports', part: 'virtual', doc: 'Virtual workspaces.' },
  TMCSecurity: { stage: 'beta', parent: 'TMC', part: 'security', doc: 'Roles and authentication.' },
  TMCSecrets: { stage: 'beta', parent: 'TMCSecurity', part: 'secrets', doc: 'Sealed secrets of tenants.' },
  TMCPlacement: {
    stage: 'beta',
    parent: 'TMCControllers',
    part: 'placement',
    doc: 'Placement over clusters.',
  },
});
