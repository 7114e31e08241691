import { transformSync } from '@swc/core';
import { compile, compileModule } from 'svelte/compiler';

const stripTypes = (source) =>
  transformSync(source, {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'es6' },
  }).code;

const compiled = (source, filename) => {
  const options = { filename, dev: true, generate: 'client' };
  if (filename.endsWith('.svelte')) return compile(source, { ...options, css: 'injected' });
  return compileModule(filename.endsWith('.ts') ? stripTypes(source) : source, options);
};

export default {
  // jest calls the synchronous transform in ESM mode too
  process(source, filename) {
    const { js } = compiled(source, filename);
    return { code: js.code, map: JSON.stringify(js.map) };
  },
};
