import { existsSync } from 'node:fs';
import { UsageError } from '../errors.ts';
import type { Exit } from '../exit.ts';
import { writeText } from '../files.ts';
import { schemaComment, writeSchemaCopy } from '../published-schemas.ts';

const starter = (
  target: string,
): string => `# What assay looks at here, and what it must find. All keys: assay schema assay.

targets:
  - ${target}

gate:
  minGrade: A

# A limit that is documented, and who permits to find out (--intensity active).
# rateLimit: { path: /v1/ping, requests: 100, window: 60s, per: ip }
# authorisation: { by: 'Jane Doe, CISO', scope: [api.example.com], until: 2027-03-31 }

# The security page to hold it against, and what is on file: assay init --from security.html
# drafts a claim sheet, assay evidence commands prints how accounts are exported.
# claims: claims.yaml
# evidence:
#   accounts: [{ id: 'aws:123456789012', files: [evidence/aws], regions: [eu-west-2] }]
#   registers: [register.yaml]
# attestationFiles: [attestations.yaml]

# A waiver takes a finding out of the gate, never out of the grade, and always ends.
# waivers:
#   - id: WVR-1
#     rule: tls-versions-deprecated
#     targets: [https://legacy.example.com/]
#     type: accepted-risk
#     justification: payment terminals until their replacement, TICKET-12
#     approvedBy: CISO
#     approvedAt: 2026-11-01
#     expires: 2027-01-31
`;

/** `assay init`: writes a starter assay.yaml, never over one that is there. */
export function init(target: string | undefined): Exit {
  if (existsSync('assay.yaml')) {
    throw new UsageError('assay.yaml is already here', 'edit it, or move it away first');
  }
  const comment = schemaComment('assay', '.');
  writeText('assay.yaml', comment.line + starter(target ?? 'example.com'));
  writeSchemaCopy('assay', comment);
  const { copy } = comment;
  const also = copy === null ? '' : ` and ${copy}, its schema for editors`;
  return {
    code: 0,
    reason: `wrote assay.yaml${also}; next: put your own targets into it, then assay audit`,
  };
}
