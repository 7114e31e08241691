import { outside, planLine, speechOf, systemErrorIn, toolLine, Update, type Tool } from './acp.updates.ts';

const read = (update: unknown) => Update.parse(update);

describe('an update of a session', () => {
  it('of an unknown kind is read and passed over', () => {
    const update = read({ sessionUpdate: 'brand_new_thing', content: 42, more: [] });
    expect([speechOf(update), planLine(update), toolLine(new Map(), update, '/w')]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('carries speech', () =>
    expect(
      speechOf(read({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: 'Hi' } })),
    ).toEqual({
      t: 'says',
      text: 'Hi',
    }));

  it('carries a plan', () =>
    expect(
      planLine(read({ sessionUpdate: 'plan', entries: [{ content: 'a', status: 'pending' }] }))?.text,
    ).toBe('[pending] a'));

  it('of codex tells of a hidden error', () =>
    expect(
      systemErrorIn(
        read({ sessionUpdate: 'x', _meta: { codex: { threadStatus: { type: 'systemError' } } } }),
      ),
    ).toBe(true));
});

describe('a tool call', () => {
  const line = (tools: Map<string, Tool>, update: object) =>
    toolLine(tools, read({ sessionUpdate: 'tool_call_update', toolCallId: 't1', ...update }), '/w');

  it('is one line at its start and one at its end', () => {
    const tools = new Map<string, Tool>();
    const start = {
      sessionUpdate: 'tool_call',
      title: 'Edit a',
      kind: 'edit',
      locations: [{ path: '/w/a.ts' }],
    };
    expect(line(tools, start)).toMatchObject({ t: 'edits', text: 'Edit a', path: 'a.ts', toolId: 't1' });
    expect(line(tools, { status: 'in_progress' })).toBeNull();
    expect(line(tools, { status: 'completed' })).toMatchObject({ t: 'edits', text: 'Edit a: completed' });
  });

  it('needs no start', () =>
    expect(line(new Map(), { status: 'failed', kind: 'execute', title: 'ls' })).toMatchObject({
      t: 'runs',
      text: 'ls: failed',
    }));
});

it('knows what lies outside', () =>
  expect(outside(['a', '../b', '/home/x', '/w/../etc', '/w'], '/w', ['/w', '/home'])).toEqual([
    '../b',
    '/w/../etc',
  ]));
