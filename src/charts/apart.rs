//! Labels at the end of marks that lie close together: each as near to its mark as the others let it.

/// Where the middles of labels go that want to be at `(middle, height)`, given from the uppermost to the lowest, between
/// `top` and `bottom`. Where they do not all fit they reach below.
pub(super) fn set_apart(wanted: &[(f64, f64)], (top, bottom): (f64, f64)) -> Vec<f64> {
    // From below: nobody is lower than lets those after them fit.
    let mut floor = bottom;
    let mut places: Vec<f64> = Vec::with_capacity(wanted.len());
    for &(middle, height) in wanted.iter().rev() {
        let middle = middle.min(floor - height / 2.0);
        floor = middle - height / 2.0;
        places.push(middle);
    }
    places.reverse();
    // From above: nobody is higher than where the one before them ends.
    let mut ceiling = top;
    for (place, &(_, height)) in places.iter_mut().zip(wanted) {
        *place = place.max(ceiling + height / 2.0);
        ceiling = *place + height / 2.0;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_stay_where_they_can_and_never_lie_on_each_other() {
        assert_eq!(set_apart(&[(50.0, 20.0), (90.0, 20.0)], (0.0, 100.0)), [50.0, 90.0]);
        assert_eq!(set_apart(&[(95.0, 20.0), (96.0, 20.0)], (0.0, 100.0)), [70.0, 90.0]);
        assert_eq!(set_apart(&[(1.0, 20.0), (0.0, 20.0)], (0.0, 100.0)), [10.0, 30.0]);
        assert_eq!(set_apart(&[(0.0, 60.0), (0.0, 60.0)], (0.0, 100.0)), [30.0, 90.0]);
        assert_eq!(set_apart(&[], (0.0, 100.0)), [0.0; 0]);
    }
}
