/**
 * The security page of both deployments as a claim sheet. The sound one keeps what it says, the
 * careless one does not; one sentence is about an area that assay does not look at yet.
 */
export const PAGE_SHEET = `id: demo
title: Security at the demo clinic
source: the demo's own page
claims:
  - id: DEMO-01
    quote: [Our servers are A-rated and speak TLS 1.2 or newer.]
    controls: [TLS-02, TLS-05]
    assurance: automatic
    rules: [tls-versions-deprecated]
    grade: { area: tls, letter: A }
  - id: DEMO-02
    quote: [Our domain is signed with DNSSEC.]
    controls: [DNS-01]
    assurance: automatic
    rules: [dnssec-signed, dnssec-valid]
  - id: DEMO-03
    quote: ['SPF, DKIM and DMARC keep others from writing in our name.']
    controls: [MAIL-01]
    assurance: automatic
    rules: [spf-valid, spf-lookup-limit, spf-void-lookups, spf-all-restrictive, spf-all-not-open, dkim-published, dmarc-published, dmarc-policy-enforced]
  - id: DEMO-04
    quote: [Requests are limited for each client.]
    controls: [RATE-01]
    assurance: automatic
    rules: [rate-limit-enforced, rate-limit-not-looser]
  - id: DEMO-05
    quote: [Patient data is encrypted at rest.]
    controls: [CRY-01]
    assurance: evidence
    evidence: [[databases-encrypted]]
  - id: DEMO-06
    quote: [The database can be restored to any moment up to the last hour.]
    controls: [BCK-01]
    assurance: evidence
    evidence: [[backups-frequent]]
    parameters: { backups-frequent: { hours: 1 } }
  - id: DEMO-07
    quote: [We are certified to ISO/IEC 27001.]
    controls: [ORG-01]
    assurance: evidence
    evidence: [[iso-27001-certified]]
  - id: DEMO-08
    quote: [Everybody who works for us has signed a confidentiality agreement.]
    controls: [ORG-03]
    assurance: attestation
    attest: Everybody who works for the clinic has signed a confidentiality agreement.
  - id: DEMO-09
    quote: [Video calls are encrypted with DTLS-SRTP.]
    controls: [RTC-01]
    assurance: partial
    awaits: real-time media (STUN, TURN, DTLS-SRTP)
`;
