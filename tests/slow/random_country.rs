//! Random histories of a country's units for property tests: several reforms with merges, splits, renames,
//! codes that pass to other units, and districts that are abolished.

use chrono::NaiveDate;

use hailong::domain::{Succession, Unit, UnitId, UnitKind, UnitRegistry};

/// Small numbers from random bytes; zeros after the last byte, so that shrinking makes histories simple.
pub struct Dice<'a>(std::slice::Iter<'a, u8>);

impl<'a> Dice<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes.iter())
    }

    /// A number from 0 up to but not including `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0)) % sides
    }

    fn one_of<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())].clone()
    }

    /// Removes 1 to `most` random elements.
    fn draw<T>(&mut self, from: &mut Vec<T>, most: usize) -> Vec<T> {
        let number = (1 + self.roll(most)).min(from.len());
        (0..number).map(|_| from.swap_remove(self.roll(from.len()))).collect()
    }
}

/// A random country.
#[derive(Debug, Default)]
pub struct Country {
    pub units: Vec<Unit>,
    pub successions: Vec<Succession>,
    codes: u32,
}

impl Country {
    /// A country after up to four reforms.
    pub fn random(dice: &mut Dice<'_>) -> Self {
        let mut country = Self::default();
        for _ in 0..=dice.roll(2) {
            let province = country.begin(UnitKind::Province, None, None, None);
            let mut above = vec![province];
            above.extend(
                (0..dice.roll(4)).map(|_| country.begin(UnitKind::District, Some(province), None, None)),
            );
            for _ in 0..=dice.roll(6) {
                let parent = dice.one_of(&above);
                country.begin(UnitKind::Commune, Some(parent), None, None);
            }
        }
        for reform in 0..dice.roll(5) {
            let year = 2010 + i32::try_from(reform).unwrap();
            let month = dice.one_of(&[7, 1, 4, 10, 12]);
            country.reform(dice, NaiveDate::from_ymd_opt(year, month, 1).unwrap());
        }
        country
    }

    pub fn registry(&self) -> UnitRegistry {
        UnitRegistry::new(self.units.clone(), self.successions.clone())
    }

    /// The units of these kinds that still exist.
    pub fn lasting(&self, kinds: &[UnitKind]) -> Vec<UnitId> {
        let lasting = self.units.iter().filter(|unit| unit.valid_to.is_none() && kinds.contains(&unit.kind));
        lasting.map(|unit| unit.id).collect()
    }

    fn unit(&mut self, id: UnitId) -> &mut Unit {
        self.units.iter_mut().find(|unit| unit.id == id).unwrap()
    }

    fn begin(
        &mut self,
        kind: UnitKind,
        parent: Option<UnitId>,
        from: Option<NaiveDate>,
        code: Option<String>,
    ) -> UnitId {
        self.codes += 1;
        let code = code.unwrap_or_else(|| format!("{:05}", self.codes));
        let id = UnitId(i32::try_from(self.units.len()).unwrap() + 1);
        let name = format!("{} {}", kind.name(), id.0);
        let code = code.parse().unwrap();
        self.units.push(Unit { id, code, name, kind, parent, valid_from: from, valid_to: None });
        id
    }

    fn end(&mut self, id: UnitId, day: NaiveDate) -> String {
        let unit = self.unit(id);
        unit.valid_to = day.pred_opt();
        unit.code.to_string()
    }

    fn succeed(&mut self, predecessor: UnitId, successor: UnitId, day: NaiveDate, share: Option<f64>) {
        self.successions.push(Succession { predecessor, successor, effective: day, share });
    }

    fn reform(&mut self, dice: &mut Dice<'_>, day: NaiveDate) {
        self.reform_provinces(dice, day);
        self.reform_districts(dice, day);
        let mut touched: Vec<UnitId> = Vec::new();
        for commune in self.lasting(&[UnitKind::Commune]) {
            let parent = self.unit(commune).parent.unwrap();
            // A unit below a unit that ended has to begin anew.
            if self.unit(parent).valid_to.is_some() || dice.roll(2) == 1 {
                touched.push(commune);
            }
        }
        let mut codes: Vec<String> = touched.iter().map(|&id| self.end(id, day)).collect();
        while !touched.is_empty() {
            let before = dice.draw(&mut touched, 3);
            self.redraw(dice, &before, &mut codes, day);
        }
    }

    /// Merges all provinces into one in a quarter of all cases.
    fn reform_provinces(&mut self, dice: &mut Dice<'_>, day: NaiveDate) {
        if dice.roll(4) != 3 {
            return;
        }
        let before = self.lasting(&[UnitKind::Province]);
        let codes: Vec<String> = before.iter().map(|&id| self.end(id, day)).collect();
        let merged = self.begin(UnitKind::Province, None, Some(day), codes.first().cloned());
        for province in before {
            self.succeed(province, merged, day, None);
        }
    }

    /// Ends some districts, without a successor or with a new district under the same code.
    fn reform_districts(&mut self, dice: &mut Dice<'_>, day: NaiveDate) {
        for district in self.lasting(&[UnitKind::District]) {
            let parent = self.unit(district).parent.unwrap();
            let is_orphan = self.unit(parent).valid_to.is_some();
            match dice.roll(if is_orphan { 2 } else { 4 }) {
                0 => drop(self.end(district, day)),
                1 => {
                    let code = self.end(district, day);
                    let province = dice.one_of(&self.lasting(&[UnitKind::Province]));
                    let anew = self.begin(UnitKind::District, Some(province), Some(day), Some(code));
                    self.succeed(district, anew, day, [None, Some(1.0), Some(0.4)][dice.roll(3)]);
                }
                _ => {}
            }
        }
    }

    /// Replaces the communes `before` by one to three others, which may take codes of communes that ended.
    fn redraw(&mut self, dice: &mut Dice<'_>, before: &[UnitId], codes: &mut Vec<String>, day: NaiveDate) {
        let above = self.lasting(&[UnitKind::Province, UnitKind::District]);
        let after: Vec<UnitId> = (0..=dice.roll(3))
            .map(|_| {
                let index = dice.roll(codes.len() + 1);
                let code = (index < codes.len()).then(|| codes.swap_remove(index));
                self.begin(UnitKind::Commune, Some(dice.one_of(&above)), Some(day), code)
            })
            .collect();
        for &predecessor in before {
            let successors = dice.draw(&mut after.clone(), 3);
            let shares = shares(dice, successors.len());
            for (successor, share) in successors.into_iter().zip(shares) {
                self.succeed(predecessor, successor, day, share);
            }
        }
    }
}

/// Shares for some successors: none known, all known, some known, one with everything, or too little in sum.
fn shares(dice: &mut Dice<'_>, number: usize) -> Vec<Option<f64>> {
    let tenths: Vec<usize> = (0..number).map(|_| 1 + dice.roll(5)).collect();
    let sum: usize = tenths.iter().sum();
    let of = |whole: usize| tenths.iter().map(move |&part| Some(part as f64 / whole as f64));
    match dice.roll(6) {
        0 => vec![None; number],
        1 | 2 => of(sum).collect(),
        3 => of(2 * sum).map(|share| share.filter(|_| dice.roll(2) == 1)).collect(),
        4 => (0..number).map(|index| Some(f64::from(u8::from(index == 0)))).collect(),
        _ => of(2 * sum).collect(),
    }
}
