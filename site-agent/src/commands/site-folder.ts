import { join } from 'node:path';
import { systemClock } from '@consilium/core';
import { sourceSecrets } from '../connectors/source-description.ts';
import { DatasetCatalog } from '../datasets/dataset-catalog.ts';
import { fhirKeyFiles } from '../fetching/fhir-servers-file.ts';
import { PlanApprovals } from '../gate/approvals.ts';
import { SourcesFile } from '../mapping/sources-file.ts';
import { PlanInbox } from './plan-inbox.ts';
import { SiteFiles } from './site-files.ts';

/** The folder of one site, with its sources, data sets and plans. */
export class SiteFolder extends SiteFiles {
  /** What the hospital says of its sources. */
  sources(): SourcesFile {
    return new SourcesFile(join(this.path, 'sources.yaml'));
  }

  catalog(): DatasetCatalog {
    return new DatasetCatalog(this.statePath);
  }

  /** Files with secrets that a person has named, beside those that this program makes. */
  otherSecrets(): readonly string[] {
    return [
      ...this.proxySecrets(),
      ...fhirKeyFiles(this.fhirServersPath),
      ...this.catalog().entries.flatMap(({ source }) => sourceSecrets(source)),
    ];
  }

  /** Plans of the coordinator that were shown here and wait for a decision. */
  inbox(): PlanInbox {
    return new PlanInbox(join(this.statePath, 'inbox'));
  }

  approvals(): PlanApprovals {
    return new PlanApprovals(this.statePath, systemClock);
  }
}
