/** A region of Cloud Run with its price tier. */
export interface RegionSpec {
  readonly name: string;
  readonly place: string;
  readonly tier: 1 | 2;
}

function region(name: string, place: string, tier: 1 | 2): RegionSpec {
  return { name, place, tier };
}

/**
 * The regions and tiers. Source: https://docs.cloud.google.com/run/docs/locations, in the words of
 * https://docs.cloud.google.com/run/docs/quickstarts/build-and-deploy/deploy-python-service, checked 2026-11-28. Newer regions may be
 * missing: never call a region wrong because it is not here.
 */
export const REGIONS: readonly RegionSpec[] = [
  region('africa-south1', 'Johannesburg', 2),
  region('asia-east1', 'Taiwan', 1),
  region('asia-east2', 'Hong Kong', 2),
  region('asia-northeast1', 'Tokyo', 1),
  region('asia-northeast2', 'Osaka', 1),
  region('asia-northeast3', 'Seoul', 2),
  region('asia-south1', 'Mumbai', 1),
  region('asia-south2', 'Delhi', 2),
  region('asia-southeast1', 'Singapore', 2),
  region('asia-southeast2', 'Jakarta', 2),
  region('asia-southeast3', 'Bangkok', 1),
  region('australia-southeast1', 'Sydney', 2),
  region('australia-southeast2', 'Melbourne', 2),
  region('europe-central2', 'Warsaw', 2),
  region('europe-north1', 'Finland', 1),
  region('europe-north2', 'Stockholm', 1),
  region('europe-southwest1', 'Madrid', 1),
  region('europe-west1', 'Belgium', 1),
  region('europe-west2', 'London', 2),
  region('europe-west3', 'Frankfurt', 2),
  region('europe-west4', 'Netherlands', 1),
  region('europe-west6', 'Zurich', 2),
  region('europe-west8', 'Milan', 1),
  region('europe-west9', 'Paris', 1),
  region('europe-west10', 'Berlin', 2),
  region('europe-west12', 'Turin', 2),
  region('me-central1', 'Doha', 2),
  region('me-central2', 'Dammam', 2),
  region('me-west1', 'Tel Aviv', 1),
  region('northamerica-northeast1', 'Montreal', 2),
  region('northamerica-northeast2', 'Toronto', 2),
  region('northamerica-south1', 'Mexico', 1),
  region('southamerica-east1', 'São Paulo', 2),
  region('southamerica-west1', 'Santiago', 2),
  region('us-central1', 'Iowa', 1),
  region('us-east1', 'South Carolina', 1),
  region('us-east4', 'Northern Virginia', 1),
  region('us-east5', 'Columbus', 1),
  region('us-south1', 'Dallas', 1),
  region('us-west1', 'Oregon', 1),
  region('us-west2', 'Los Angeles', 2),
  region('us-west3', 'Salt Lake City', 2),
  region('us-west4', 'Las Vegas', 2),
];

/** The region of a name. */
export function regionOf(name: string): RegionSpec | undefined {
  return REGIONS.find((r) => r.name === name);
}
