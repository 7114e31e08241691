import { textOf } from './sse.ts';

describe('a server-sent event', () => {
  it('has id, name and data', () => {
    expect(textOf({ id: '7', event: 'position', data: '{}' })).toBe('id: 7\nevent: position\ndata: {}\n\n');
  });
  it('has no line for what is missing', () => expect(textOf({ data: '{}' })).toBe('data: {}\n\n'));
  it('is a comment when it only says that the line is alive', () => expect(textOf('pulse')).toBe(': \n\n'));
});
