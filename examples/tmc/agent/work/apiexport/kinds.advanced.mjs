/** The second part: policies. The shape of a kind is told in kinds.mjs. */
export const advanced = [
  {
    kind: 'TrafficPolicy',
    doc: 'How requests are shared out among the clusters that run a workload.',
    spec: [
      ['workload', 'string', 'The workload that is talked to.', { required: true }],
      [
        'mode',
        'enum',
        'How a cluster is chosen.',
        { values: ['Weighted', 'Nearest', 'Failover'], default: 'Weighted' },
      ],
      [
        'clusters',
        'list',
        'The clusters that take part, in order.',
        { of: { type: 'string' }, required: true },
      ],
      [
        'primaryWeight',
        'integer',
        'The share of the first cluster, in percent.',
        { min: 0, max: 100, default: 50 },
      ],
      [
        'timeoutMs',
        'integer',
        'Milliseconds before another cluster is asked.',
        { min: 1, max: 60000, default: 1000 },
      ],
      ['retries', 'integer', 'Other clusters that are asked.', { min: 0, max: 5, default: 1 }],
    ],
    status: [
      ['serving', 'list', 'The clusters that answer now.', { of: { type: 'string' } }],
      ['errors', 'integer', 'Requests that nobody answered.', { min: 0 }],
      ['requests', 'integer', 'Requests in all.', { min: 0 }],
    ],
    rules: [
      [
        "spec.mode === 'Failover' && spec.clusters?.length < 2",
        'spec.clusters',
        'needs a second cluster to fall back on',
      ],
    ],
    asks: [
      ['isServing', 'Whether any cluster answers.', '(status.serving ?? []).length > 0'],
      [
        'isLossy',
        'Whether more than one request in a hundred is lost.',
        '(status.errors ?? 0) * 100 > (status.requests ?? 0)',
      ],
    ],
    good: { workload: 'web', clusters: ['east', 'west'], primaryWeight: 80 },
    bad: [
      [{ mode: 'Failover', clusters: ['east'] }, 'spec.clusters'],
      [{ primaryWeight: 101 }, 'spec.primaryWeight'],
      [{ retries: 9 }, 'spec.retries'],
      [{ timeoutMs: 0 }, 'spec.timeoutMs'],
    ],
    states: [
      ['isServing', { serving: ['east'] }, true],
      ['isServing', {}, false],
      ['isLossy', { errors: 2, requests: 100 }, true],
      ['isLossy', { errors: 1, requests: 100 }, false],
    ],
  },
  {
    kind: 'FailoverPolicy',
    doc: 'What happens to workloads when their cluster goes silent.',
    spec: [
      ['from', 'string', 'The cluster that may go silent.', { required: true }],
      ['to', 'list', 'Clusters that take over, in order.', { of: { type: 'string' }, required: true }],
      [
        'afterTicks',
        'integer',
        'Ticks of silence before anything moves.',
        { min: 1, max: 3600, default: 30 },
      ],
      [
        'returnAfterTicks',
        'integer',
        'Ticks of life before anything moves back.',
        { min: 0, max: 86400, default: 300 },
      ],
      ['maxParallel', 'integer', 'Workloads that move at once.', { min: 1, max: 1000, default: 10 }],
      ['returns', 'boolean', 'Whether anything moves back at all.', { default: true }],
    ],
    status: [
      ['active', 'boolean', 'Whether it has taken over.', {}],
      ['moved', 'integer', 'Workloads that have moved.', { min: 0 }],
      ['stuck', 'integer', 'Workloads for which there was no room.', { min: 0 }],
    ],
    rules: [['spec.to?.includes(spec.from)', 'spec.to', 'names the cluster that went silent']],
    asks: [
      ['isActive', 'Whether it has taken over.', 'status.active === true'],
      [
        'isComplete',
        'Whether everything that had to move has moved.',
        'status.active === true && (status.stuck ?? 0) === 0',
      ],
    ],
    good: { from: 'east', to: ['west', 'north'] },
    bad: [
      [{ to: ['west', 'east'] }, 'spec.to'],
      [{ afterTicks: 0 }, 'spec.afterTicks'],
      [{ from: undefined }, 'spec.from'],
      [{ maxParallel: 1001 }, 'spec.maxParallel'],
    ],
    states: [
      ['isActive', { active: true }, true],
      ['isActive', {}, false],
      ['isComplete', { active: true, stuck: 1 }, false],
      ['isComplete', { active: true, stuck: 0 }, true],
    ],
  },
  {
    kind: 'ScalingPolicy',
    doc: 'How many replicas a workload gets as its load changes.',
    spec: [
      ['workload', 'string', 'The workload that grows and shrinks.', { required: true }],
      ['minReplicas', 'integer', 'Never fewer.', { min: 0, max: 10000, default: 1 }],
      ['maxReplicas', 'integer', 'Never more.', { min: 1, max: 10000, required: true }],
      ['metric', 'enum', 'What is measured.', { values: ['Cpu', 'Memory', 'Requests'], default: 'Cpu' }],
      [
        'target',
        'integer',
        'The measure that is aimed at, for each replica.',
        { min: 1, max: 1000000, default: 70 },
      ],
      ['cooldownTicks', 'integer', 'Ticks between two changes.', { min: 0, max: 3600, default: 60 }],
    ],
    status: [
      ['replicas', 'integer', 'Replicas that it asks for now.', { min: 0 }],
      ['measured', 'integer', 'The last measure, of all replicas together.', { min: 0 }],
      ['changedAt', 'integer', 'The tick of the last change.', { min: 0 }],
    ],
    rules: [['spec.minReplicas > spec.maxReplicas', 'spec.minReplicas', 'is more than the maximum']],
    asks: [
      [
        'isAtLimit',
        'Whether it would grow if it could.',
        'status.replicas === spec.maxReplicas && status.measured > spec.target * spec.maxReplicas',
      ],
      ['isAsleep', 'Whether nothing runs.', 'status.replicas === 0'],
    ],
    good: { workload: 'web', minReplicas: 1, maxReplicas: 5 },
    bad: [
      [{ minReplicas: 6 }, 'spec.minReplicas'],
      [{ maxReplicas: undefined }, 'spec.maxReplicas'],
      [{ metric: 'Mood' }, 'spec.metric'],
      [{ target: 0 }, 'spec.target'],
    ],
    states: [
      ['isAtLimit', { replicas: 5, measured: 351 }, true],
      ['isAtLimit', { replicas: 4, measured: 351 }, false],
      ['isAsleep', { replicas: 0 }, true],
      ['isAsleep', { replicas: 1 }, false],
    ],
  },
  {
    kind: 'ResourceQuota',
    doc: 'How much of everything one logical cluster may ask for.',
    spec: [
      [
        'cluster',
        'string',
        'The logical cluster that it limits.',
        { required: true, pattern: '^root(:[a-z0-9-]+)*$' },
      ],
      ['replicas', 'integer', 'Replicas in all.', { min: 0, max: 1000000, required: true }],
      ['workloads', 'integer', 'Workloads in all.', { min: 0, max: 100000, default: 100 }],
      [
        'perCluster',
        'integer',
        'Replicas on any one physical cluster.',
        { min: 0, max: 1000000, default: 1000 },
      ],
      [
        'binariesBytes',
        'integer',
        'Bytes of syncer binaries.',
        { min: 0, max: 1000000000, default: 1000000 },
      ],
      ['enforced', 'boolean', 'Refuses what is over; else it only warns.', { default: true }],
    ],
    status: [
      ['usedReplicas', 'integer', 'Replicas that are asked for.', { min: 0 }],
      ['usedWorkloads', 'integer', 'Workloads that exist.', { min: 0 }],
      ['refused', 'integer', 'Requests that were refused.', { min: 0 }],
    ],
    rules: [['spec.perCluster > spec.replicas', 'spec.perCluster', 'is more than the replicas in all']],
    asks: [
      [
        'isExhausted',
        'Whether not one more replica is allowed.',
        '(status.usedReplicas ?? 0) >= spec.replicas',
      ],
      [
        'isExceeded',
        'Whether more is used than is allowed.',
        '(status.usedReplicas ?? 0) > spec.replicas || (status.usedWorkloads ?? 0) > spec.workloads',
      ],
    ],
    good: { cluster: 'root:acme', replicas: 50, perCluster: 20 },
    bad: [
      [{ cluster: 'acme' }, 'spec.cluster'],
      [{ perCluster: 51 }, 'spec.perCluster'],
      [{ workloads: 1.5 }, 'spec.workloads'],
      [{ enforced: 1 }, 'spec.enforced'],
    ],
    states: [
      ['isExhausted', { usedReplicas: 50 }, true],
      ['isExhausted', { usedReplicas: 49 }, false],
      ['isExceeded', { usedWorkloads: 101 }, true],
      ['isExceeded', { usedReplicas: 50 }, false],
    ],
  },
];
