/** The third part: what is known of clusters, measures and use. The shape of a kind is told in kinds.mjs. */
export const monitoring = [
  {
    kind: 'ClusterHealth',
    doc: 'What is known of the health of one physical cluster.',
    spec: [
      ['cluster', 'string', 'The physical cluster that is looked at.', { required: true }],
      ['intervalTicks', 'integer', 'Ticks between two looks.', { min: 1, max: 3600, default: 10 }],
      ['timeoutTicks', 'integer', 'Ticks that an answer may take.', { min: 1, max: 3600, default: 5 }],
      [
        'failureThreshold',
        'integer',
        'Failed looks in a row that make it unhealthy.',
        { min: 1, max: 100, default: 3 },
      ],
      [
        'successThreshold',
        'integer',
        'Good looks in a row that make it healthy.',
        { min: 1, max: 100, default: 1 },
      ],
      ['checks', 'list', 'What is looked at.', { of: { type: 'string' }, default: ['api', 'nodes'] }],
    ],
    status: [
      ['healthy', 'boolean', 'The verdict.', {}],
      ['failures', 'integer', 'Failed looks in a row.', { min: 0 }],
      ['successes', 'integer', 'Good looks in a row.', { min: 0 }],
      ['lastLook', 'integer', 'The tick of the last look.', { min: 0 }],
    ],
    rules: [['spec.timeoutTicks > spec.intervalTicks', 'spec.timeoutTicks', 'is longer than the interval']],
    asks: [
      ['isHealthy', 'Whether it may be given work.', 'status.healthy === true'],
      [
        'isFailing',
        'Whether it is about to be called unhealthy.',
        '(status.failures ?? 0) >= spec.failureThreshold',
      ],
    ],
    good: { cluster: 'east', intervalTicks: 10, timeoutTicks: 5 },
    bad: [
      [{ timeoutTicks: 11 }, 'spec.timeoutTicks'],
      [{ failureThreshold: 0 }, 'spec.failureThreshold'],
      [{ checks: 'api' }, 'spec.checks'],
      [{ cluster: undefined }, 'spec.cluster'],
    ],
    states: [
      ['isHealthy', { healthy: true }, true],
      ['isHealthy', {}, false],
      ['isFailing', { failures: 3 }, true],
      ['isFailing', { failures: 2 }, false],
    ],
  },
  {
    kind: 'MetricStream',
    doc: 'A measure that a physical cluster sends to the control plane.',
    spec: [
      ['cluster', 'string', 'Who sends it.', { required: true }],
      ['metric', 'string', 'What is measured.', { required: true, pattern: '^[a-z][a-z0-9_]*$' }],
      [
        'unit',
        'enum',
        'What it is measured in.',
        { values: ['count', 'bytes', 'percent', 'ms'], default: 'count' },
      ],
      ['everyTicks', 'integer', 'Ticks between two samples.', { min: 1, max: 3600, default: 15 }],
      ['keepTicks', 'integer', 'Ticks that a sample is kept.', { min: 1, max: 1000000, default: 3600 }],
      ['labels', 'map', 'What tells it from other streams.', { default: {} }],
    ],
    status: [
      ['samples', 'integer', 'Samples that are kept.', { min: 0 }],
      ['lastAt', 'integer', 'The tick of the last sample.', { min: 0 }],
      ['dropped', 'integer', 'Samples that came too late.', { min: 0 }],
    ],
    rules: [
      ['spec.keepTicks < spec.everyTicks', 'spec.keepTicks', 'is shorter than the time between samples'],
    ],
    asks: [
      ['isFlowing', 'Whether a sample has come.', 'status.lastAt !== undefined'],
      ['isDropping', 'Whether it loses more than it keeps.', '(status.dropped ?? 0) > (status.samples ?? 0)'],
    ],
    good: { cluster: 'east', metric: 'http_requests', everyTicks: 15 },
    bad: [
      [{ metric: 'HTTP requests' }, 'spec.metric'],
      [{ keepTicks: 14 }, 'spec.keepTicks'],
      [{ unit: 'furlong' }, 'spec.unit'],
      [{ labels: ['app'] }, 'spec.labels'],
    ],
    states: [
      ['isFlowing', { lastAt: 0 }, true],
      ['isFlowing', {}, false],
      ['isDropping', { dropped: 2, samples: 1 }, true],
      ['isDropping', { dropped: 1, samples: 2 }, false],
    ],
  },
  {
    kind: 'AlertRule',
    doc: 'When somebody is to be told about a measure.',
    spec: [
      ['metric', 'string', 'The measure that is watched.', { required: true }],
      ['comparison', 'enum', 'Which side is bad.', { values: ['Above', 'Below'], default: 'Above' }],
      ['threshold', 'integer', 'The measure at which it begins.', { required: true }],
      ['forTicks', 'integer', 'Ticks that it must last.', { min: 0, max: 86400, default: 60 }],
      ['severity', 'enum', 'How bad it is.', { values: ['info', 'warning', 'critical'], default: 'warning' }],
      ['receivers', 'list', 'Who is told.', { of: { type: 'string' }, default: [] }],
      ['muted', 'boolean', 'Tells nobody for now.', { default: false }],
    ],
    status: [
      ['since', 'integer', 'The tick since which it has been bad.', { min: 0 }],
      ['firing', 'boolean', 'Whether it has lasted long enough.', {}],
      ['told', 'integer', 'How often somebody was told.', { min: 0 }],
    ],
    rules: [
      [
        "spec.severity === 'critical' && !spec.receivers?.length",
        'spec.receivers',
        'names nobody to tell about something critical',
      ],
    ],
    asks: [
      ['isFiring', 'Whether somebody is to be told.', 'status.firing === true && !spec.muted'],
      [
        'isPending',
        'Whether it is bad, but not for long enough.',
        'status.since !== undefined && status.firing !== true',
      ],
    ],
    good: { metric: 'http_requests', threshold: 100, receivers: ['on-call'] },
    bad: [
      [{ severity: 'critical', receivers: [] }, 'spec.receivers'],
      [{ threshold: undefined }, 'spec.threshold'],
      [{ comparison: 'Beside' }, 'spec.comparison'],
      [{ forTicks: -1 }, 'spec.forTicks'],
    ],
    states: [
      ['isFiring', { firing: true, since: 4 }, true],
      ['isFiring', { since: 4 }, false],
      ['isPending', { since: 4 }, true],
      ['isPending', {}, false],
    ],
  },
  {
    kind: 'UsageReport',
    doc: 'What one logical cluster has used in a span of time.',
    spec: [
      [
        'cluster',
        'string',
        'The logical cluster that is reported on.',
        { required: true, pattern: '^root(:[a-z0-9-]+)*$' },
      ],
      ['fromTick', 'integer', 'The first tick of the span.', { min: 0, required: true }],
      ['toTick', 'integer', 'The first tick after it.', { min: 0, required: true }],
      ['detail', 'enum', 'How fine it is.', { values: ['Total', 'Cluster', 'Workload'], default: 'Total' }],
      ['includeIdle', 'boolean', 'Counts what was reserved and not used.', { default: false }],
      ['labels', 'map', 'Only what has these labels.', { default: {} }],
    ],
    status: [
      ['replicaTicks', 'integer', 'Replicas times ticks.', { min: 0 }],
      ['bytes', 'integer', 'Bytes that were stored at the end.', { min: 0 }],
      ['complete', 'boolean', 'Whether every cluster has reported.', {}],
      ['missing', 'list', 'Clusters that have not.', { of: { type: 'string' } }],
    ],
    rules: [['spec.toTick <= spec.fromTick', 'spec.toTick', 'is not after the first tick']],
    asks: [
      ['isComplete', 'Whether every cluster has reported.', 'status.complete === true'],
      [
        'isFree',
        'Whether nothing was used.',
        '(status.replicaTicks ?? 0) === 0 && (status.bytes ?? 0) === 0',
      ],
    ],
    good: { cluster: 'root:acme', fromTick: 0, toTick: 100 },
    bad: [
      [{ toTick: 0 }, 'spec.toTick'],
      [{ cluster: 'root:ACME' }, 'spec.cluster'],
      [{ detail: 'All of it' }, 'spec.detail'],
      [{ fromTick: undefined }, 'spec.fromTick'],
    ],
    states: [
      ['isComplete', { complete: true }, true],
      ['isComplete', { missing: ['east'] }, false],
      ['isFree', {}, true],
      ['isFree', { replicaTicks: 1 }, false],
    ],
  },
];
