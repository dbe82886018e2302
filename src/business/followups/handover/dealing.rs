//! Deals customers out evenly, grade by grade: nobody gets all the good ones, nobody two more than another.

use super::Going;
use crate::base::ids::UserId;

/// Each customer to the next in turn; the turn goes on from grade to grade. Nobody to give to, nothing to give.
pub fn deal(going: Vec<Going>, to: &[UserId]) -> Vec<(Going, UserId)> {
    going.into_iter().zip(to.iter().copied().cycle()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::grade::Grade;
    use crate::base::ids::CustomerId;

    #[test]
    fn everybody_gets_as_many_of_each_grade() {
        for people in 1..=5_i64 {
            for count in [0, 1, 7, 30, 31] {
                let grade = |at: i64| if at < count / 2 { Some(Grade::A) } else { Some(Grade::C) };
                let going = (0..count).map(|at| Going { customer: CustomerId(at), grade: grade(at), version: 1 });
                let to: Vec<UserId> = (0..people).map(UserId).collect();
                let dealt = deal(going.collect(), &to);
                assert_eq!(dealt.len(), usize::try_from(count).unwrap());
                for only in [None, Some(Grade::A), Some(Grade::C)] {
                    let of = |who: &UserId| {
                        dealt.iter().filter(|(one, to)| to == who && (only.is_none() || one.grade == only)).count()
                    };
                    let counts: Vec<usize> = to.iter().map(of).collect();
                    let (most, least) = (counts.iter().max().unwrap(), counts.iter().min().unwrap());
                    assert!(most - least <= 1, "{count} to {people}: {counts:?}");
                }
            }
        }
        let one = Going { customer: CustomerId(1), grade: None, version: 1 };
        assert_eq!(deal(vec![one], &[]), []);
    }
}
