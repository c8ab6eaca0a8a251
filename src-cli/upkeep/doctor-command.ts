/** `latchkey doctor`: runs the checks that need no agent, then asks the agent for its own. Changes nothing. */
import type { DoctorCheck, DoctorReport } from '../../src-main/api/types.ts';
import { request } from '../agent/client.ts';
import { type Call, type Command, optionValue } from '../line/command.ts';
import { JSON_OPTION } from '../line/common-options.ts';
import { CliError, EXIT } from '../line/errors.ts';
import { answer, answerJson, plain } from '../line/output.ts';
import { hasUnicode, painter } from '../line/terminal.ts';
import { exportDiagnosis } from './diagnosis-export.ts';
import { agentChecks, configCheck, nodeCheck, socketChecks } from './doctor-checks.ts';

export const DOCTOR: Command = {
  name: 'doctor',
  summary: 'Check for problems and say how to fix them',
  details: 'Exit code 0 if every check passes, 4 if the agent is not running, otherwise 1.',
  args: [],
  options: [
    JSON_OPTION,
    {
      name: 'export',
      value: 'FILE',
      help: 'Instead, write a diagnosis for a bug report, without names and secrets, to a new file (- for standard output)',
    },
  ],
  examples: [
    ['latchkey doctor', 'find out what is wrong'],
    ['latchkey doctor --export diagnosis.json', 'versions, checks, log and outcomes, for a bug report'],
  ],
  run,
};

async function run(call: Call): Promise<void> {
  const target = optionValue(call, 'export');
  if (target !== undefined) return exportDiagnosis(target);
  const { checks: there, isRunning } = await askAgent();
  // A running agent says which folder it uses; without one, we check the default.
  const here = [nodeCheck(), ...(isRunning ? [] : [configCheck()]), ...socketChecks()];
  const checks = [...here, ...there].map(({ hint, ...check }) => (check.ok || !hint ? check : { ...check, hint }));
  const ok = checks.every((check) => check.ok);
  if (call.json) answerJson({ ok, checks });
  else answer([...checks.flatMap(lines), '', summary(checks)].join('\n'));
  if (!ok) process.exitCode = isRunning ? EXIT.failed : EXIT.agentNotRunning;
}

async function askAgent(): Promise<{ checks: DoctorCheck[]; isRunning: boolean }> {
  try {
    const status = await request('GET', '/v1/status', { silenceMs: 5000 });
    const report = (await request('GET', '/v1/doctor', { silenceMs: 60_000 })) as DoctorReport;
    return { checks: [...agentChecks(status), ...report.checks], isRunning: true };
  } catch (thrown) {
    if (!(thrown instanceof CliError)) throw thrown;
    const check = { name: 'agent', ok: false, detail: thrown.message, hint: otherThanDoctor(thrown.hint) };
    return { checks: [check], isRunning: thrown.exit !== EXIT.agentNotRunning };
  }
}

/** A hint must not name the command that shows it. */
function otherThanDoctor(hint: string): string {
  return hint.includes('latchkey doctor')
    ? 'Restart Latchkey, so that the agent and this command have the same version.'
    : hint;
}

function lines({ name, ok, detail, hint }: DoctorCheck): string[] {
  const paint = painter();
  const [good, bad] = hasUnicode() ? ['✓', '✗'] : ['ok  ', 'FAIL'];
  const mark = ok ? paint('good', good) : paint('bad', bad);
  const remedy = hint ? [`    hint: ${plain(hint)}`] : [];
  return [`${mark} ${plain(name)}: ${plain(detail)}`, ...remedy];
}

function summary(checks: readonly DoctorCheck[]): string {
  const failed = checks.filter(({ ok }) => !ok).length;
  if (failed === 0) return 'Everything is in order.';
  return failed === 1 ? 'One thing needs attention.' : `${failed} things need attention.`;
}
