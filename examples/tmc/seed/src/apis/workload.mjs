import { defineKind } from './schema.mjs';

/** Something to run, and the sync target that it is to run on. */
export const workload = defineKind({
  group: 'tmc.example',
  version: 'v1alpha1',
  kind: 'Workload',
  plural: 'workloads',
  doc: 'Something to run.',
  spec: {
    image: { type: 'string', required: true, doc: 'What to run.' },
    replicas: { type: 'integer', min: 0, max: 1000, default: 1, doc: 'How many of it.' },
    target: { type: 'string', doc: 'The sync target to run on.' },
  },
  status: {
    phase: { type: 'enum', values: ['Pending', 'Running'], doc: 'Whether it runs.' },
  },
});
