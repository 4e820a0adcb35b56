//! Small symmetric systems: the Cholesky factor of a positive definite matrix and what it answers.

/// The lower Cholesky factor of a symmetric positive definite matrix.
///
/// G. H. Golub, C. F. Van Loan, "Matrix Computations", 4th edition (2013), section 4.2.
#[derive(Clone, Debug)]
pub struct Cholesky {
    size: usize,
    /// Row after row, the upper half unused.
    lower: Vec<f64>,
}

impl Cholesky {
    /// Factors a matrix given row after row, of which the lower half is read. `None` when its size is wrong or it is not positive definite.
    pub fn new(mut matrix: Vec<f64>, size: usize) -> Option<Self> {
        if matrix.len() != size.checked_mul(size)? {
            return None;
        }
        for row in 0..size {
            for column in 0..=row {
                let (before, rest) = matrix.split_at_mut(row * size);
                let own = rest.get_mut(..size)?;
                let other = if column == row {
                    own.get(..column)?.to_vec()
                } else {
                    before.get(column * size..column * size + column)?.to_vec()
                };
                let dot: f64 = own.iter().zip(&other).map(|(a, b)| a * b).sum();
                let left = own.get(column)? - dot;
                let value = if column == row {
                    if !(left > 0.0 && left.is_finite()) {
                        return None;
                    }
                    left.sqrt()
                } else {
                    left / before.get(column * size + column)?
                };
                *own.get_mut(column)? = value;
            }
        }
        Some(Cholesky {
            size,
            lower: matrix,
        })
    }

    fn row(&self, row: usize) -> &[f64] {
        &self.lower[row * self.size..=row * self.size + row]
    }

    /// The logarithm of the determinant.
    pub fn log_determinant(&self) -> f64 {
        (0..self.size)
            .map(|row| 2.0 * self.row(row)[row].ln())
            .sum()
    }

    /// L⁻¹ b. The length of `b` is the size of the matrix, or what is missing counts as 0.
    pub fn forward(&self, b: &[f64]) -> Vec<f64> {
        let mut x: Vec<f64> = Vec::with_capacity(self.size);
        for row in 0..self.size {
            let coefficients = self.row(row);
            let dot: f64 = coefficients.iter().zip(&x).map(|(l, x)| l * x).sum();
            x.push((b.get(row).copied().unwrap_or(0.0) - dot) / coefficients[row]);
        }
        x
    }

    /// L⁻ᵀ b: of standard normal `b` it is a draw whose covariance is the inverse of the matrix.
    pub fn backward(&self, b: &[f64]) -> Vec<f64> {
        let mut x: Vec<f64> = (0..self.size)
            .map(|row| b.get(row).copied().unwrap_or(0.0))
            .collect();
        for row in (0..self.size).rev() {
            let coefficients = self.row(row);
            let value = x[row] / coefficients[row];
            x[row] = value;
            for (x, l) in x.iter_mut().zip(coefficients).take(row) {
                *x -= l * value;
            }
        }
        x
    }

    /// A⁻¹ b.
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        self.backward(&self.forward(b))
    }

    /// A⁻¹, row after row.
    pub fn inverse(&self) -> Vec<f64> {
        let mut inverse = Vec::with_capacity(self.lower.len());
        let mut unit = vec![0.0; self.size];
        for row in 0..self.size {
            unit[row] = 1.0;
            // Symmetric, so a column is a row.
            inverse.extend(self.solve(&unit));
            unit[row] = 0.0;
        }
        inverse
    }
}

#[cfg(test)]
mod tests {
    use super::Cholesky;

    fn close(a: &[f64], b: &[f64]) {
        assert_eq!(a.len(), b.len());
        for (a, b) in a.iter().zip(b) {
            assert!((a - b).abs() < 1e-12, "{a} {b}");
        }
    }

    #[test]
    fn a_textbook_matrix() {
        // 4 12 -16; 12 37 -43; -16 -43 98 has the factor 2; 6 1; -8 5 3.
        let matrix = vec![4.0, 12.0, -16.0, 12.0, 37.0, -43.0, -16.0, -43.0, 98.0];
        let factor = Cholesky::new(matrix, 3).unwrap();
        assert!((factor.log_determinant() - 36_f64.ln()).abs() < 1e-12);
        close(&factor.solve(&[0.0, 6.0, 39.0]), &[1.0, 1.0, 1.0]);
        let inverse = factor.inverse();
        close(&inverse[6..], &factor.solve(&[0.0, 0.0, 1.0]));
        close(&factor.forward(&[2.0, 7.0, 0.0]), &[1.0, 1.0, 1.0]);
    }

    #[test]
    fn what_has_no_factor() {
        assert!(Cholesky::new(vec![1.0, 2.0, 2.0, 1.0], 2).is_none());
        assert!(Cholesky::new(vec![f64::NAN], 1).is_none());
        assert!(Cholesky::new(vec![1.0; 3], 2).is_none());
    }
}
