/**
 * `npm run bench`: what we claim about speed, measured on the built agent as a process of its own, with a real OpenID
 * provider. Prints a table, or JSON with --json. Nothing here passes or fails; promises are kept by tests.
 */
import { Agent as HttpAgent, request } from 'node:http';
import { type OidcServer, startOidcServer } from '../test/support/oidc-server.ts';
import { AgentProcess } from '../test/whole/agent-process.ts';

const REQUESTS = 1000;

interface Row {
  readonly what: string;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly most_ms: number;
}

/** One cached token over a connection that is kept (`keep`) or made anew; milliseconds. */
function timedToken(agent: AgentProcess, connections: HttpAgent | false): Promise<number> {
  const startedMs = performance.now();
  return new Promise((resolve, reject) => {
    const path = '/v1/profiles/work/token';
    const asked = request({ socketPath: agent.socket, path, agent: connections }, (response) => {
      response.resume();
      response.on('end', () => {
        if (response.statusCode === 200) resolve(performance.now() - startedMs);
        else reject(new Error(`status ${response.statusCode}`));
      });
    });
    asked.on('error', reject);
    asked.end();
  });
}

async function series(what: string, agent: AgentProcess, keep: boolean): Promise<Row> {
  const connections = keep ? new HttpAgent({ keepAlive: true, maxSockets: 1 }) : false;
  for (let i = 0; i < 100; i += 1) await timedToken(agent, connections);
  const times: number[] = [];
  for (let i = 0; i < REQUESTS; i += 1) times.push(await timedToken(agent, connections));
  if (connections) connections.destroy();
  times.sort((a, b) => a - b);
  const at = (share: number) => Number((times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(3));
  return { what, p50_ms: at(0.5), p99_ms: at(0.99), most_ms: at(1) };
}

/** The same series while another profile's provider holds a refresh for 10 s. */
async function besideHang(agent: AgentProcess, hung: OidcServer): Promise<Row[]> {
  const rows: Row[] = [];
  for (const keep of [true, false]) {
    hung.traffic.clear();
    hung.traffic.fault('refresh', { kind: 'hang', ms: 10_000, times: 2 });
    const refresh = agent.ask('POST', '/v1/profiles/hung/refresh');
    await hung.traffic.seen('refresh');
    rows.push(await series(`cached token, ${keep ? 'kept' : 'fresh'} connection, another provider hangs`, agent, keep));
    await refresh;
  }
  return rows;
}

async function main(): Promise<void> {
  const provider = await startOidcServer({ accessTokenTtlS: 3600, deviceInterval: 1 });
  const hung = await startOidcServer({ accessTokenTtlS: 3600, deviceInterval: 1 });
  const agent = new AgentProcess();
  try {
    await agent.start();
    for (const [name, server] of [
      ['work', provider],
      ['hung', hung],
    ] as const) {
      await agent.addProfile(name, server.issuer);
      await agent.signIn(name, (code) => server.approveDevice(code));
    }
    const rows = [
      await series('cached token, kept connection', agent, true),
      await series('cached token, fresh connection', agent, false),
      ...(await besideHang(agent, hung)),
    ];
    if (process.argv.includes('--json')) console.log(JSON.stringify({ requests: REQUESTS, rows }, null, 2));
    else console.table(Object.fromEntries(rows.map(({ what, ...figures }) => [what, figures])));
  } finally {
    await agent.dispose();
    await provider.close();
    await hung.close();
  }
}

await main();
