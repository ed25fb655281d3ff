import { iamCredentialReport } from '../../evidence/kinds/cloud/aws/iam.ts';
import { cloudExports } from '../../evidence/kinds/cloud/exports.ts';
import { cloudPeople, type CloudPeople } from '../../evidence/kinds/cloud/people.ts';
import { present, unavailable } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { instantOf } from './age.ts';
import { isRoot, personOf, readCredentialReport, rootOf } from './credential-report.ts';
import { newestBy } from './newest.ts';
import { listed, outputsOf } from './outputs.ts';

/** Who may sign in to the account, by the credential report of IAM. */
export const cloudPeopleDerivation: Derivation<CloudPeople> = {
  kind: cloudPeople,
  from: [cloudExports],
  derive: (context) =>
    fromPresent(context.get(cloudExports), (exports) => {
      const outputs = outputsOf(exports, iamCredentialReport, context);
      const newest = newestBy(outputs, () => 'the account').get('the account');
      if (newest === undefined) {
        const detail = `no export of \`${iamCredentialReport.what}\` counts`;
        return unavailable(outputs.because ?? { code: 'unfit', detail });
      }
      const { content, file } = newest;
      const rows = readCredentialReport(content.Content);
      const root = rows?.find(isRoot);
      if (rows === null || root === undefined) {
        const detail = `${file.path} is no credential report, or not all of one`;
        return unavailable({ code: 'malformed', detail });
      }
      const at = instantOf(content.GeneratedTime) ?? instantOf(file.collectedAt ?? undefined);
      const people = rows.map((row) => personOf(row, at));
      return present({ people: listed(outputs, people, 'people'), root: rootOf(root) });
    }),
};
