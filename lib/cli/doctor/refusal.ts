import type { TokenAnswer } from '../../token/token-answer.js';
import { EXIT } from '../exit-codes.js';
import type { Patient } from './environment.js';
import type { Finding } from './finding.js';
import { suspicionOf } from './suspicion.js';

const DASHBOARD = 'https://dashboard.aspose.cloud/applications';

/** The endpoint says that the pair is wrong, not which half; the form of the two tells more, where it is odd. */
function invalidClient({ settings, secret, labels }: Patient): [text: string, fix: string] {
  switch (suspicionOf(settings.clientId, secret ?? '')) {
    case 'swapped':
      return ['client id and secret seem to be swapped', `exchange the values of ${labels.id} and ${labels.secret}`];
    case 'id':
      return [
        'probably a wrong client id: it is not a UUID, as those of the dashboard are',
        `copy the Client Id from ${DASHBOARD} into ${labels.id}`,
      ];
    case 'secret':
      return [
        'probably a wrong client secret: it is not made of hex digits, as those of the dashboard are',
        `copy the Client Secret from ${DASHBOARD} into ${labels.secret}, without quotes or spaces`,
      ];
    default:
      return [
        'wrong client id or secret (the answer does not say which)',
        `compare ${labels.id} and ${labels.secret} with ${DASHBOARD}; those of a new application can take hours to work, and five refusals lock them out for ten minutes`,
      ];
  }
}

/** What a refusal of the credentials means. */
export function judgeRefusal(answer: TokenAnswer & { kind: 'refused' }, patient: Patient): Finding {
  const { oauthError, status } = answer;
  const { host } = new URL(patient.settings.tokenUrl);
  const said = oauthError ?? `status ${status}, without a reason`;
  const details = { status, oauthError };
  const isAboutClient = oauthError === undefined || oauthError === 'invalid_client';
  const [text, fix] = isAboutClient
    ? invalidClient(patient)
    : ['it knows them, but grants them no token', `check at ${DASHBOARD} what this application may do`];
  const whole = `${host} refused the credentials (${said}): ${text}`;
  return { check: 'credentials', status: 'fail', text: whole, fix, exit: EXIT.credentials, details };
}
