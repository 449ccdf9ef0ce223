import type { Detector } from '../safe-harbor/detector.ts';
import { ageDetector } from './ages.ts';
import { cityDetector } from './city.ts';
import { coordinatesDetector } from './coordinates.ts';
import { dateDetector, partialDateDetector } from './dates.ts';
import { deviceDetector } from './device.ts';
import { emailDetector } from './email.ts';
import { ipDetector, urlDetector } from './internet.ts';
import { biometricDetector, photoDetector } from './media.ts';
import { nameDetector } from './name.ts';
import { faxDetector, phoneDetector } from './phone.ts';
import { accountDetector, healthPlanDetector, licenceDetector, recordDetector } from './records.ts';
import { ssnDetector } from './ssn.ts';
import { streetDetector } from './street.ts';
import { uniqueCodeDetector } from './unique-code.ts';
import { vehicleDetector } from './vehicle.ts';
import { zip3Detector, zipDetector } from './zip.ts';

/** Every detector. All of them look at a cell; it is reported under each letter that one finds. */
export const DETECTORS: readonly Detector[] = [
  nameDetector,
  streetDetector,
  cityDetector,
  zipDetector,
  zip3Detector,
  coordinatesDetector,
  dateDetector,
  partialDateDetector,
  ageDetector,
  phoneDetector,
  faxDetector,
  emailDetector,
  ssnDetector,
  recordDetector,
  healthPlanDetector,
  accountDetector,
  licenceDetector,
  vehicleDetector,
  deviceDetector,
  urlDetector,
  ipDetector,
  biometricDetector,
  photoDetector,
  uniqueCodeDetector,
];
