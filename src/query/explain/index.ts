export { explain, type Explanation, type Reason, type Wording } from './explain'
export type {
  CombinedVerdict,
  DeniedVerdict,
  MeasureVerdict,
  OtherVerdict,
  RelatedVerdict,
  TestVerdict,
  Verdict,
} from './verdict'
