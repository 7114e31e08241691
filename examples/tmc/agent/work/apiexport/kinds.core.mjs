/** The first part of the APIExport change: what runs where. The shape of a kind is told in kinds.mjs. */
export const core = [
  {
    kind: 'WorkloadCluster',
    doc: 'A physical cluster that runs the workloads of logical clusters.',
    spec: [
      [
        'location',
        'string',
        'Where it stands, for people and for selectors.',
        { required: true, pattern: '^[a-z0-9-]+$' },
      ],
      ['endpoint', 'string', 'Where its API server answers.', { required: true, pattern: '^https://' }],
      [
        'provider',
        'enum',
        'Who runs the machines.',
        { values: ['aws', 'azure', 'gcp', 'metal'], default: 'metal' },
      ],
      ['labels', 'map', 'What selectors see.', { default: {} }],
      ['capacity', 'integer', 'Replicas that it has room for.', { min: 0, max: 100000, default: 100 }],
      [
        'reserved',
        'integer',
        'Replicas of its room that are kept free.',
        { min: 0, max: 100000, default: 0 },
      ],
      ['unschedulable', 'boolean', 'Takes no new workloads.', { default: false }],
    ],
    status: [
      ['phase', 'enum', 'Whether it answers.', { values: ['Pending', 'Ready', 'Silent'] }],
      ['version', 'string', 'The version of its API server.', {}],
      ['running', 'integer', 'Replicas that run on it.', { min: 0 }],
    ],
    rules: [['spec.reserved > spec.capacity', 'spec.reserved', 'is more than the capacity']],
    asks: [
      ['isSchedulable', 'Whether it takes new workloads.', "!spec.unschedulable && status.phase === 'Ready'"],
      ['hasRoom', 'Whether one more replica fits.', '(status.running ?? 0) < spec.capacity - spec.reserved'],
    ],
    good: { location: 'eu-central', endpoint: 'https://east.example', capacity: 10, reserved: 2 },
    bad: [
      [{ endpoint: 'ftp://east.example' }, 'spec.endpoint'],
      [{ location: 'EU Central' }, 'spec.location'],
      [{ reserved: 11 }, 'spec.reserved'],
      [{ provider: 'cellar' }, 'spec.provider'],
    ],
    states: [
      ['isSchedulable', { phase: 'Ready' }, true],
      ['isSchedulable', { phase: 'Silent' }, false],
      ['hasRoom', { running: 7 }, true],
      ['hasRoom', { running: 8 }, false],
    ],
  },
  {
    kind: 'WorkloadPlacement',
    doc: 'The wish that workloads run on some of the clusters.',
    spec: [
      ['selector', 'map', 'Labels of the workloads that it is for.', { required: true }],
      [
        'clusters',
        'list',
        'Clusters by name, in order of preference.',
        { of: { type: 'string' }, default: [] },
      ],
      [
        'locations',
        'list',
        'Locations that are as good as one another.',
        { of: { type: 'string' }, default: [] },
      ],
      ['replicas', 'integer', 'Replicas in all.', { min: 0, max: 100000, default: 1 }],
      [
        'strategy',
        'enum',
        'How they are shared out.',
        { values: ['Spread', 'Pack', 'Pin'], default: 'Spread' },
      ],
      [
        'tolerateSilence',
        'integer',
        'Ticks that a silent cluster keeps its replicas.',
        { min: 0, max: 600, default: 30 },
      ],
    ],
    status: [
      ['placed', 'integer', 'Replicas that have a place.', { min: 0 }],
      ['on', 'list', 'The clusters that run some.', { of: { type: 'string' } }],
      ['waiting', 'string', 'Why the rest has none.', {}],
    ],
    rules: [
      [
        "spec.strategy === 'Pin' && spec.clusters?.length !== 1",
        'spec.clusters',
        'needs exactly one cluster to pin to',
      ],
    ],
    asks: [
      ['isPlaced', 'Whether every replica has a place.', '(status.placed ?? 0) >= spec.replicas'],
      ['isPinned', 'Whether it may never move.', "spec.strategy === 'Pin'"],
    ],
    good: { selector: { app: 'web' }, clusters: ['east', 'west'], replicas: 3 },
    bad: [
      [{ selector: 'app=web' }, 'spec.selector'],
      [{ strategy: 'Pin' }, 'spec.clusters'],
      [{ replicas: -1 }, 'spec.replicas'],
      [{ clusters: [1] }, 'spec.clusters'],
    ],
    states: [
      ['isPlaced', { placed: 2 }, false],
      ['isPlaced', { placed: 3 }, true],
      ['isPinned', {}, false],
    ],
  },
  {
    kind: 'SyncerTarget',
    doc: 'The syncer of one physical cluster, as the control plane sees it.',
    spec: [
      ['cluster', 'string', 'The physical cluster that it serves.', { required: true }],
      ['kinds', 'list', 'The kinds that it carries.', { of: { type: 'string' }, required: true }],
      ['heartbeatTicks', 'integer', 'Ticks between two signs of life.', { min: 1, max: 60, default: 1 }],
      [
        'missedBeats',
        'integer',
        'Missed beats after which it counts as silent.',
        { min: 1, max: 60, default: 3 },
      ],
      ['direction', 'enum', 'Which way it carries.', { values: ['Down', 'Up', 'Both'], default: 'Both' }],
      ['paused', 'boolean', 'Carries nothing for now.', { default: false }],
    ],
    status: [
      ['lastBeat', 'integer', 'The tick of its last sign of life.', { min: 0 }],
      ['carried', 'integer', 'Objects that it has carried.', { min: 0 }],
      ['failed', 'integer', 'Objects that it could not carry.', { min: 0 }],
      ['version', 'string', 'The version of its binary.', {}],
    ],
    rules: [['spec.kinds?.length === 0', 'spec.kinds', 'names no kind to carry']],
    asks: [
      ['isCarrying', 'Whether it carries anything now.', '!spec.paused && status.lastBeat !== undefined'],
      [
        'isTroubled',
        'Whether it fails more often than it succeeds.',
        '(status.failed ?? 0) > (status.carried ?? 0)',
      ],
    ],
    good: { cluster: 'east', kinds: ['Workload'] },
    bad: [
      [{ kinds: [] }, 'spec.kinds'],
      [{ heartbeatTicks: 0 }, 'spec.heartbeatTicks'],
      [{ direction: 'Sideways' }, 'spec.direction'],
      [{ cluster: undefined }, 'spec.cluster'],
    ],
    states: [
      ['isCarrying', { lastBeat: 4 }, true],
      ['isCarrying', {}, false],
      ['isTroubled', { carried: 1, failed: 2 }, true],
      ['isTroubled', { carried: 2, failed: 1 }, false],
    ],
  },
  {
    kind: 'WorkloadSession',
    doc: 'A tie between a client and the cluster that serves it, so that its requests stay together.',
    spec: [
      ['workload', 'string', 'The workload that is talked to.', { required: true }],
      ['client', 'string', 'Who talks, as the gateway knows them.', { required: true }],
      [
        'affinity',
        'enum',
        'What keeps requests together.',
        { values: ['None', 'Client', 'Cookie'], default: 'Client' },
      ],
      [
        'idleTicks',
        'integer',
        'Ticks without a request after which the tie is cut.',
        { min: 1, max: 86400, default: 300 },
      ],
      [
        'maxTicks',
        'integer',
        'Ticks after which it is cut in any case.',
        { min: 1, max: 86400, default: 3600 },
      ],
      ['sticky', 'boolean', 'Survives the move of the workload.', { default: false }],
    ],
    status: [
      ['cluster', 'string', 'The cluster that serves it.', {}],
      ['startedAt', 'integer', 'The tick of its first request.', { min: 0 }],
      ['lastAt', 'integer', 'The tick of its last request.', { min: 0 }],
    ],
    rules: [['spec.idleTicks > spec.maxTicks', 'spec.idleTicks', 'is longer than the session may last']],
    asks: [
      ['isBound', 'Whether a cluster serves it.', 'Boolean(status.cluster)'],
      [
        'wasIdle',
        'Whether it has had no request for too long when its last one came.',
        'status.lastAt - status.startedAt > spec.idleTicks',
      ],
    ],
    good: { workload: 'web', client: 'browser-7', idleTicks: 10, maxTicks: 100 },
    bad: [
      [{ idleTicks: 101 }, 'spec.idleTicks'],
      [{ client: undefined }, 'spec.client'],
      [{ affinity: 'Love' }, 'spec.affinity'],
      [{ sticky: 'yes' }, 'spec.sticky'],
    ],
    states: [
      ['isBound', { cluster: 'east' }, true],
      ['isBound', {}, false],
      ['wasIdle', { startedAt: 1, lastAt: 12 }, true],
      ['wasIdle', { startedAt: 1, lastAt: 11 }, false],
    ],
  },
];
