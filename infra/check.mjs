// Checks what can be checked of infra/ without a container engine; exit code 1 with every problem.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { natsConfs } from './write-nats-conf.mjs';

const here = import.meta.dirname;
const root = dirname(here);
const problems = [];
const expect = (holds, file, message) => holds || problems.push(`${relative(root, file)}: ${message}`);

const documentsOf = (file) => {
  const documents = parseAllDocuments(readFileSync(file, 'utf8'), { merge: true, uniqueKeys: true });
  for (const { errors } of documents) for (const error of errors) expect(false, file, error.message);
  return documents.map((document) => document.toJS());
};

/** The programs that a command line starts have to exist, as sources of what the build makes. */
function checkCommand(file, words) {
  for (const word of words.filter((word) => word.startsWith('apps/'))) {
    const source = word
      .replace('/dist/', '/src/')
      .replace(/\.js$/, '.ts')
      .replace('apps/web/src', 'apps/web/server');
    const places = [source, source.replace('apps/web/server', 'apps/web/src')];
    expect(
      places.some((place) => existsSync(join(root, place))),
      file,
      `${word} is built from nothing that exists`,
    );
  }
}

const known = new Set(readFileSync(join(root, '.env.example'), 'utf8').match(/^[A-Z_]+(?==)/gm));
const checkVariables = (file, names) => {
  for (const name of names)
    if (/^(HEADRACE_|ORCHESTRATOR_|NATS_(URL|USER|PASSWORD)$|DATABASE_)/.test(name))
      expect(known.has(name), file, `${name} is not in .env.example`);
};

function checkCompose(file) {
  const [{ services, volumes }] = documentsOf(file);
  for (const [
    name,
    { command = [], environment = {}, depends_on: needs = [], volumes: mounts = [], ports = [] },
  ] of Object.entries(services)) {
    checkCommand(file, command);
    if (!['nats', 'postgres'].includes(name)) checkVariables(file, Object.keys(environment));
    for (const need of Array.isArray(needs) ? needs : Object.keys(needs))
      expect(services[need], file, `${name} depends on ${need}, which is not there`);
    for (const mount of mounts) {
      const [from] = mount.split(':');
      expect(
        from.startsWith('.') ? existsSync(join(dirname(file), from)) : from in volumes,
        file,
        `${name} mounts ${from}, which is not there`,
      );
    }
    for (const port of ports)
      expect(port.startsWith('127.0.0.1:'), file, `${name} publishes ${port} beyond loopback`);
    for (const [variable, value] of Object.entries(environment))
      expect(
        !/(TOKEN|PASSWORD)$/.test(variable) || String(value).startsWith('${'),
        file,
        `${variable} has a value`,
      );
  }
}

function checkBase(dir) {
  const file = join(dir, 'kustomization.yaml');
  const [{ resources, configMapGenerator }] = documentsOf(file);
  const files = [...resources, ...configMapGenerator.flatMap((map) => map.files)];
  for (const name of files) expect(existsSync(join(dir, name)), file, `${name} is not there`);
  for (const name of readdirSync(dir))
    expect(name === 'kustomization.yaml' || files.includes(name), file, `${name} is not used`);
  for (const name of resources)
    for (const object of documentsOf(join(dir, name))) checkObject(join(dir, name), object);
}

function checkObject(file, { apiVersion, kind, metadata, spec }) {
  expect(apiVersion && kind && metadata?.name, file, 'an object without apiVersion, kind or name');
  for (const { args = [], env = [], securityContext } of spec?.template?.spec?.containers ?? []) {
    checkCommand(file, args);
    checkVariables(
      file,
      env.map(({ name }) => name).filter((name) => !/^(NATS_.*_PASSWORD|POSTGRES)/.test(name)),
    );
    expect(securityContext?.allowPrivilegeEscalation === false, file, `${metadata.name} may gain privileges`);
    for (const { name, value } of env)
      expect(
        !/(TOKEN|PASSWORD|DATABASE_URL)$/.test(name) || value === undefined,
        file,
        `${name} has a value`,
      );
  }
}

function checkNats(server) {
  const version = execFileSync(server, ['--version'], { encoding: 'utf8' }).match(/\d+\.\d+/)?.[0] ?? '0.0';
  const isOld = version.localeCompare('2.12', 'en', { numeric: true }) < 0;
  if (isOld)
    process.stdout.write(`infra: nats.conf is not read: it needs nats-server 2.12, here is ${version}\n`);
  const isRead = !isOld || process.env.HEADRACE_REQUIRE?.includes('nats-2.12');
  for (const [place, text] of Object.entries(natsConfs())) {
    const file = join(here, place);
    expect(readFileSync(file, 'utf8') === text, file, 'is old: node infra/write-nats-conf.mjs writes it');
    expect(text.includes('sync_interval: always'), file, 'acknowledges what is not on the disk yet');
    if (isRead) checkSyntax(server, file, text);
  }
}

function checkSyntax(server, file, text) {
  const env = { ...process.env };
  for (const [, name] of text.matchAll(/\$(NATS_\w+)/g))
    env[name] = name.includes('ROUTE') ? `nats-route://a:b@${name}:1` : 'only-for-the-syntax-check';
  try {
    execFileSync(server, ['-t', '--config', file], { env, stdio: 'pipe' });
  } catch (error) {
    expect(false, file, String(error.stderr ?? error.message).trim());
  }
}

checkCompose(join(here, 'compose/compose.yaml'));
checkBase(join(here, 'k8s/base'));
for (const word of readFileSync(join(here, 'Dockerfile'), 'utf8').match(/^CMD .*$/gm))
  checkCommand(join(here, 'Dockerfile'), JSON.parse(word.slice(4)));
checkNats(
  execFileSync(process.execPath, [join(root, 'scripts/nats-server.mjs')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim(),
);

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(problems.length ? `infra: ${problems.length} problems\n` : 'infra: in order\n');
process.exitCode = problems.length ? 1 : 0;
